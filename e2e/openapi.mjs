// Validates a description of an API against the schema of OpenAPI 3.1, with
// every reference in it: usage: node openapi.mjs MODULES FILE SCHEMAS
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
const [modules, file, schemas] = process.argv.slice(2);
const { Validator } = await import(pathToFileURL(modules + '/@seriousme/openapi-schema-validator/index.js'));
const validator = new Validator();
const read = name => JSON.parse(readFileSync(name, 'utf8'));
for (const name of ['schema/diff.json', 'schema/timeline.json']) {
  await validator.addSpecRef(read(schemas + '/' + name), name);
}
const result = await validator.validate(read(file));
process.stdout.write(JSON.stringify({ valid: result.valid, version: validator.version, errors: result.errors }));
