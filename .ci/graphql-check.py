"""What schemathesis checks in each response to a generated document."""
import schemathesis


@schemathesis.check
def explained(context, response, case):
    """A greeting, or an error that is the caller's."""
    body = response.json()
    assert response.status_code == 200, f"status {response.status_code}"
    assert (body.get("data") or {}).get("hello") or body["errors"], "neither data nor errors"
    kinds = {error["extensions"]["classification"] for error in body.get("errors", [])}
    assert kinds <= {"BAD_REQUEST", "InvalidSyntax", "ValidationError"}, f"errors: {kinds}"
