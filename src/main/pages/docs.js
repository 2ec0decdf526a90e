'use strict';

const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();

SwaggerUIBundle({
  url: 'openapi.yaml',
  dom_id: '#docs',
  deepLinking: true,
  tryItOutEnabled: true,
  // The default sends the description to validator.swagger.io.
  validatorUrl: null,
});
