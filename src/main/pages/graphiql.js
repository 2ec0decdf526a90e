'use strict';

const home = React.createElement('a', { href: './' }, 'hello-service');

ReactDOM.createRoot(document.getElementById('graphiql')).render(React.createElement(GraphiQL, {
  fetcher: GraphiQL.createFetcher({ url: 'graphql' }),
  defaultQuery: `# The name is under Variables,
# the language under Headers.
query Hello($name: String) {
  hello(name: $name)
}
`,
  variables: '{\n  "name": "Ada"\n}',
  headers: '{\n  "Accept-Language": "de"\n}',
  defaultEditorToolsVisibility: true,
}, React.createElement(GraphiQL.Logo, null, home)));
