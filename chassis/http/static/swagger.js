// Shows the document of routes whose address stands in `data-openapi`.
"use strict";

const place = document.querySelector("#swagger-ui");

SwaggerUIBundle({
  url: place.dataset.openapi,
  domNode: place,
  deepLinking: true,
});
