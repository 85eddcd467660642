// Parses an expression once for all calls that send it: dynalite 4.0.0 parses it anew for each, a third of all its work here, though
// a client has few. What comes out is the same for the same text, names and types of values; the values of a call are put into it.
'use strict'

// So many texts are kept; one that is of this call alone, with a value written into it, may not fill the memory.
const MOST = 500

// Of these a value itself, not only its type, decides whether the expression is one.
const LOOKS_AT_VALUES = /attribute_type|between/i

class Slot {
  constructor (name) { this.name = name }
}

function parseOnce (parser) {
  const { parse } = parser
  const known = new Map()

  parser.parse = (text, options) => {
    const { context } = options
    if (LOOKS_AT_VALUES.test(text)) return parse(text, options)

    const key = keyOf(text, context)
    const kept = known.get(key)
    if (kept !== undefined) return fill(kept, context)

    const unusedAttrNames = all(context.attrNames)
    const unusedAttrVals = all(context.attrVals)
    const result = parse(text, { ...options, context: { ...context, unusedAttrNames, unusedAttrVals } })
    const names = used(context.attrNames, unusedAttrNames)
    const values = used(context.attrVals, unusedAttrVals)
    tick(context, names, values)
    // A text stands for an error, which may name a value.
    if (result !== null && typeof result === 'object') {
      if (known.size >= MOST) known.clear()
      known.set(key, { form: form(result, new Map(values.map((name) => [context.attrVals[name], name]))), names, values })
    }
    return result
  }
}

function fill (kept, context) {
  tick(context, kept.names, kept.values)
  return copy(kept.form, (node) => node instanceof Slot ? context.attrVals[node.name] : undefined)
}

function form (result, nameOf) {
  return copy(result, (node) => nameOf.has(node) ? new Slot(nameOf.get(node)) : undefined)
}

// dynalite changes what it gets, so every call gets its own.
function copy (node, instead) {
  if (node === null || typeof node !== 'object') return node
  const other = instead(node)
  if (other !== undefined) return other
  if (Array.isArray(node)) return node.map((child) => copy(child, instead))
  const made = Object.create(Object.getPrototypeOf(node))
  for (const name of Object.keys(node)) made[name] = copy(node[name], instead)
  return made
}

function keyOf (text, { attrNames, attrVals, isKeyCondition }) {
  const types = Object.entries(attrVals ?? {}).map(([name, value]) => [name, Object.keys(value)])
  return JSON.stringify([text, isKeyCondition === true, attrNames, types])
}

function all (given) {
  return Object.fromEntries(Object.keys(given ?? {}).map((name) => [name, true]))
}

function used (given, unused) {
  return Object.keys(given ?? {}).filter((name) => !unused[name])
}

// What no expression of a call uses is an error of the call.
function tick (context, names, values) {
  for (const name of names) delete context.unusedAttrNames[name]
  for (const value of values) delete context.unusedAttrVals[value]
}

module.exports = { parseOnce }
