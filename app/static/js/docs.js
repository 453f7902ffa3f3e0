// Shows the API's own description. No validator badge: nothing is sent to another site.
const docs = document.getElementById("docs");
SwaggerUIBundle({ url: docs.dataset.document, domNode: docs, validatorUrl: null, deepLinking: true });
