// A thread beside dynalite's: ends the process once whoever started it has gone. The end of standard input is noticed by the event
// loop, which a request can keep busy for ever; this does not need it.
'use strict'

const { workerData } = require('node:worker_threads')

const LOOK_EVERY_MS = 1000
const TIME_TO_END_BY_ITSELF_MS = 2000

const nothing = new Int32Array(new SharedArrayBuffer(4))
while (process.ppid === workerData.startedBy) Atomics.wait(nothing, 0, 0, LOOK_EVERY_MS)

Atomics.wait(nothing, 0, 0, TIME_TO_END_BY_ITSELF_MS)
process.kill(process.pid, 'SIGKILL')
