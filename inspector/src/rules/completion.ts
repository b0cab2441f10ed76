// What can stand at a place in the rules, by their JSON Schema. Pure.

import { getLocation } from 'jsonc-parser'

export interface Schema {
  $ref?: string
  type?: string | string[]
  description?: string
  properties?: Record<string, Schema>
  additionalProperties?: boolean | Schema
  items?: Schema
  anyOf?: Schema[]
  enum?: unknown[]
  const?: unknown
  examples?: unknown[]
  definitions?: Record<string, Schema>
}

export interface Completion {
  label: string
  /** What is written. */
  insert: string
  info?: string
  detail?: string
  isKey: boolean
}

export interface Completions {
  /** What of the text is replaced. */
  from: number
  to: number
  options: Completion[]
}

function resolved(schema: Schema, root: Schema): Schema[] {
  if (schema.$ref !== undefined) {
    const target = root.definitions?.[schema.$ref.replace('#/definitions/', '')]
    return target === undefined ? [] : resolved(target, root)
  }
  return schema.anyOf
    ? schema.anyOf.flatMap((one) => resolved({ description: schema.description, ...one }, root))
    : [schema]
}

/** The schemas that hold at a place. */
function schemasAt(root: Schema, path: (string | number)[]) {
  let schemas = resolved(root, root)
  for (const step of path) {
    schemas = schemas.flatMap((schema) => {
      if (typeof step === 'number') return schema.items ? resolved(schema.items, root) : []
      const member = schema.properties?.[step]
      if (member) return resolved(member, root)
      return typeof schema.additionalProperties === 'object'
        ? resolved(schema.additionalProperties, root)
        : []
    })
  }
  return schemas
}

/** What a member begins with. */
function beginning({ type, properties, examples, items }: Schema) {
  const [first] = [type].flat()
  if (examples?.[0] !== undefined) return JSON.stringify(examples[0])
  if (first === 'object' || properties) return '{}'
  if (first === 'array' || items) return '[]'
  if (first === 'string') return '""'
  return first === 'boolean' ? 'true' : ''
}

function valuesOf({ enum: values, const: only, examples, type }: Schema): unknown[] {
  return [
    ...(values ?? []),
    ...(only === undefined ? [] : [only]),
    ...(examples ?? []),
    ...([type].flat().includes('boolean') ? [true, false] : []),
  ]
}

export function completionsAt(root: Schema, text: string, offset: number): Completions | undefined {
  const { path, previousNode, isAtPropertyKey } = getLocation(text, offset)
  const isInside =
    previousNode !== undefined &&
    previousNode.offset <= offset &&
    offset <= previousNode.offset + previousNode.length
  const [from, to] = isInside
    ? [previousNode.offset, previousNode.offset + previousNode.length]
    : [offset, offset]
  if (isAtPropertyKey) {
    const parents = schemasAt(root, path.slice(0, -1))
    // Behind a name that is written there is its colon already.
    const hasColon = /^\s*:/.test(text.slice(to))
    const options = parents.flatMap(({ properties = {} }) =>
      Object.entries(properties).map(([name, member]): Completion => {
        const [schema = {}] = schemasAt(root, [...path.slice(0, -1), name])
        const value = hasColon ? '' : `: ${beginning(schema)}`
        return {
          label: name,
          insert: `${JSON.stringify(name)}${value}`,
          info: member.description ?? schema.description,
          detail: [schema.type].flat().filter(Boolean).join(' | '),
          isKey: true,
        }
      }),
    )
    return options.length === 0 ? undefined : { from, to, options }
  }
  const schemas = schemasAt(root, path)
  const values = [...new Set(schemas.flatMap(valuesOf).map((value) => JSON.stringify(value)))]
  const objects = schemas.some(({ type }) => type === 'object') && path.length > 0 && !isInside ? ['{}'] : []
  const options = [...values, ...objects].map(
    (value): Completion => ({
      label: value,
      insert: value,
      info: schemas[0]?.description,
      isKey: false,
    }),
  )
  return options.length === 0 ? undefined : { from, to, options }
}
