// Starts dynalite for LocalCloud: node start.js FOLDER
// Says where it listens as one line of JSON, and ends when its standard input does: it never outlives who started it.
'use strict'

const dynalite = require('dynalite')
const { Level } = require('level')

const path = process.argv[2]

process.stdin.on('end', () => process.exit(0))
process.stdin.on('error', () => process.exit(0))
process.stdin.resume()

// Ctrl-C goes to every process of the terminal. Whoever started this one may still have something to write: only the end
// of standard input counts.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})

// After a kill -9 the one before may need a moment to let go of the folder.
async function folderIsFree () {
  for (let tries = 0; ; tries++) {
    const database = new Level(path)
    try {
      await database.open()
      await database.close()
      return
    } catch (error) {
      if (tries === 50) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

folderIsFree().then(() => {
  const server = dynalite({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
  server.on('error', fail)
  server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })))
}, fail)

function fail (error) {
  console.error(error.cause ? `${error.message}: ${error.cause.message}` : error.message)
  process.exit(1)
}
