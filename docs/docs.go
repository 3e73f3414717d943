// Package docs holds those documents that newsarc itself hands out: the
// description of its web API and the schemas of its JSON.
package docs

import "embed"

// OpenAPI describes the web API (OpenAPI 3.1).
//
//go:embed openapi.json
var OpenAPI []byte

// Schemas holds the JSON Schemas that OpenAPI refers to, in the folder schema.
//
//go:embed schema
var Schemas embed.FS
