// A CouchDB by PouchDB over LevelDB: `node server.js FOLDER ROWS`. ROWS: a catalogue row as JSON a line. Says its port when they are in.
// A line on stdin is a row to put over the one that is there; answered with `put`.
const fs = require("fs");
const path = require("path");
const readline = require("readline");
const express = require("express");
const PouchDB = require("pouchdb");

const [folder, rows] = process.argv.slice(2);
const Here = PouchDB.defaults({ prefix: folder + path.sep });
const database = new Here("catalogue");

function documentOf(line) {
  const { document, ...row } = JSON.parse(line);
  return { _id: row.code, ...row, ...JSON.parse(document) };
}

async function main() {
  let batch = [];
  for await (const line of readline.createInterface({ input: fs.createReadStream(rows) })) {
    batch.push(documentOf(line));
    if (batch.length === 500) {
      await database.bulkDocs(batch);
      batch = [];
    }
  }
  await database.bulkDocs(batch);
  const app = express();
  app.use("/", require("express-pouchdb")(Here, { mode: "minimumForPouchDB", inMemoryConfig: true }));
  const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const changed = documentOf(line);
    await database.put({ ...changed, _rev: (await database.get(changed._id))._rev });
    console.log("put");
  }
  process.exit(0);
}

main();
