'use strict'
// Uploads by form to an object storage: what s3Post, ossPost and cosPost take, refuse and answer.

const assert = require('node:assert/strict')
const { createHash, createHmac } = require('node:crypto')
const { test } = require('node:test')
const { cosPost, ossPost, s3Post } = require('../../lib/receiver/index.js')
const { version4 } = require('../../lib/receiver/form-post/signatures.js')
const { body, connect, field, file, request, startReceiver } = require('./support')

const SECRET = 'secret-of-the-test'
const KEY_ID = 'AKIDTEST'
const BUCKET = 'photos'

const base64 = (/** @type {unknown} */ value) => Buffer.from(JSON.stringify(value)).toString('base64')
const hmac = (/** @type {string} */ algorithm, /** @type {any} */ key, /** @type {string} */ text) =>
  createHmac(algorithm, key).update(text).digest()

/** A policy that is good for an hour. @param {unknown[]} conditions */
function policyOf(conditions, expiration = new Date(Date.now() + 3_600_000).toISOString()) {
  return { expiration, conditions: [{ bucket: BUCKET }, ['starts-with', '$key', 'user/'], ...conditions] }
}

/** What each service's form is signed with. @type {Record<string, { rule: any, sign: (policy: any) => Record<string, string> }>} */
const SERVICES = {
  's3Post, version 4': {
    rule: s3Post,
    sign: (policy) => {
      const credential = `${KEY_ID}/20260131/eu-west-1/s3/aws4_request`
      const fields = {
        'x-amz-algorithm': 'AWS4-HMAC-SHA256',
        'x-amz-credential': credential,
        'x-amz-date': '20260131T000000Z',
      }
      const encoded = base64({ ...policy, conditions: [...policy.conditions, fields].flatMap(split) })
      const key = ['20260131', 'eu-west-1', 's3', 'aws4_request'].reduce(
        (/** @type {any} */ before, text) => hmac('sha256', before, text),
        `AWS4${SECRET}`,
      )
      return { ...fields, policy: encoded, 'x-amz-signature': hmac('sha256', key, encoded).toString('hex') }
    },
  },
  's3Post, version 2': {
    rule: s3Post,
    sign: (policy) => {
      const encoded = base64(policy)
      return {
        AWSAccessKeyId: KEY_ID,
        policy: encoded,
        signature: hmac('sha1', SECRET, encoded).toString('base64'),
      }
    },
  },
  'ossPost, version 1': {
    rule: ossPost,
    sign: (policy) => {
      const encoded = base64(policy)
      return {
        OSSAccessKeyId: KEY_ID,
        policy: encoded,
        Signature: hmac('sha1', SECRET, encoded).toString('base64'),
      }
    },
  },
  'ossPost, version 4': {
    rule: ossPost,
    sign: (policy) => {
      const credential = `${KEY_ID}/20260131/cn-hangzhou/oss/aliyun_v4_request`
      const encoded = base64(policy)
      const key = ['20260131', 'cn-hangzhou', 'oss', 'aliyun_v4_request'].reduce(
        (/** @type {any} */ before, text) => hmac('sha256', before, text),
        `aliyun_v4${SECRET}`,
      )
      return {
        'x-oss-signature-version': 'OSS4-HMAC-SHA256',
        'x-oss-credential': credential,
        'x-oss-date': '20260131T000000Z',
        policy: encoded,
        'x-oss-signature': hmac('sha256', key, encoded).toString('hex'),
      }
    },
  },
  cosPost: {
    rule: cosPost,
    sign: (policy) => {
      const now = Math.floor(Date.now() / 1000)
      const keyTime = `${now - 60};${now + 3600}`
      const text = JSON.stringify({
        ...policy,
        conditions: [
          ...policy.conditions,
          { 'q-sign-algorithm': 'sha1' },
          { 'q-ak': KEY_ID },
          { 'q-sign-time': keyTime },
        ],
      })
      const signKey = hmac('sha1', SECRET, keyTime).toString('hex')
      const digest = createHash('sha1').update(text).digest('hex')
      return {
        policy: Buffer.from(text).toString('base64'),
        'q-sign-algorithm': 'sha1',
        'q-ak': KEY_ID,
        'q-key-time': keyTime,
        'q-signature': hmac('sha1', signKey, digest).toString('hex'),
      }
    },
  },
}

/** One condition for each member. */
function split(/** @type {any} */ condition) {
  if (Array.isArray(condition)) return [condition]
  return Object.entries(condition).map(([name, value]) => ({ [name]: value }))
}

const PHOTO = file('file', 'me.jpg', 'a photo')

/**
 * Sends a form to a rule.
 *
 * @param {import('node:test').TestContext} context
 * @param {any} rule
 * @param {Record<string, string>} fields
 * @param {Buffer[]} [rest] What comes behind the fields.
 */
async function send(context, rule, fields, rest = [PHOTO]) {
  const { port } = await startReceiver(context, { rules: [rule] })
  const connection = connect(context, port)
  const parts = Object.entries(fields).map(([name, value]) => field(name, value))
  connection.send(request(body(...parts, ...rest), { target: '/', headers: { Connection: 'close' } }))
  await connection.closed
  const [head, ...text] = connection.text.split('\r\n\r\n')
  const code = /<Code>(.*?)<\/Code>/.exec(connection.text)?.[1]
  return { status: Number(head.slice(9, 12)), head, text: text.join('\r\n\r\n'), code }
}

test('form post: the signature of the example in the documents of S3', () => {
  const policy =
    'eyAiZXhwaXJhdGlvbiI6ICIyMDE1LTEyLTMwVDEyOjAwOjAwLjAwMFoiLA0KICAiY29uZGl0aW9ucyI6IFsNCiAgICB7ImJ1Y2tldCI6ICJzaWd2NGV4YW1wbGVidWNrZXQifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRrZXkiLCAidXNlci91c2VyMS8iXSwNCiAgICB7ImFjbCI6ICJwdWJsaWMtcmVhZCJ9LA0KICAgIHsic3VjY2Vzc19hY3Rpb25fcmVkaXJlY3QiOiAiaHR0cDovL3NpZ3Y0ZXhhbXBsZWJ1Y2tldC5zMy5hbWF6b25hd3MuY29tL3N1Y2Nlc3NmdWxfdXBsb2FkLmh0bWwifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRDb250ZW50LVR5cGUiLCAiaW1hZ2UvIl0sDQogICAgeyJ4LWFtei1tZXRhLXV1aWQiOiAiMTQzNjUxMjM2NTEyNzQifSwNCiAgICB7IngtYW16LXNlcnZlci1zaWRlLWVuY3J5cHRpb24iOiAiQUVTMjU2In0sDQogICAgWyJzdGFydHMtd2l0aCIsICIkeC1hbXotbWV0YS10YWciLCAiIl0sDQoNCiAgICB7IngtYW16LWNyZWRlbnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAxNTEyMjkvdXMtZWFzdC0xL3MzL2F3czRfcmVxdWVzdCJ9LA0KICAgIHsieC1hbXotYWxnb3JpdGhtIjogIkFXUzQtSE1BQy1TSEEyNTYifSwNCiAgICB7IngtYW16LWRhdGUiOiAiMjAxNTEyMjlUMDAwMDAwWiIgfQ0KICBdDQp9'
  const words = { prefix: 'AWS4', service: 's3', ending: 'aws4_request' }
  const credential = 'AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request'
  assert.equal(
    version4(words, 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', credential, policy),
    '8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e',
  )
})

for (const [name, { rule, sign }] of Object.entries(SERVICES)) {
  const OPTIONS = { bucket: BUCKET, accessKeyId: KEY_ID, secret: SECRET }
  const KEY = { key: 'user/amy/${' + 'filename}' }

  test(`form post: ${name}: a form that is signed gets 204, ETag and Location`, async (context) => {
    const { status, head, text } = await send(context, rule(OPTIONS), { ...KEY, ...sign(policyOf([])) })
    assert.deepEqual([status, text], [204, ''])
    const md5 = createHash('md5').update('a photo').digest('hex')
    assert.match(head, new RegExp(`^ETag: "${md5}"\\r?$`, 'm'))
    assert.match(head, /^Location: https:\/\/photos\..*\/user\/amy\/me\.jpg\r?$/m)
  })

  test(`form post: ${name}: 201 comes with XML, 200 without, another with 204`, async (context) => {
    for (const [wanted, got] of [
      ['201', 201],
      ['200', 200],
      ['404', 204],
    ]) {
      const fields = { ...KEY, success_action_status: String(wanted) }
      const policy = policyOf([{ success_action_status: wanted }])
      const { status, head, text } = await send(context, rule(OPTIONS), { ...fields, ...sign(policy) })
      assert.equal(status, got)
      if (got !== 201) assert.equal(text, '')
      else {
        assert.match(head, /^Content-Type: application\/xml\r?$/m)
        assert.match(
          text,
          /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<PostResponse><Location>https:.*<\/Location><Bucket>photos<\/Bucket><Key>user\/amy\/me\.jpg<\/Key><ETag>&#34;[0-9a-f]{32}&#34;<\/ETag><\/PostResponse>$/,
        )
      }
    }
  })

  for (const [
    what,
    change,
    status,
    code,
  ] of /** @type {Array<[string, (fields: any) => any, number, string]>} */ ([
    ['no key', ({ key: _key, ...rest }) => rest, 400, 'InvalidArgument'],
    ['no policy', ({ policy: _policy, ...rest }) => rest, 400, 'InvalidArgument'],
    [
      'a key that the policy does not allow',
      (fields) => ({ ...fields, key: 'other/a.jpg' }),
      403,
      'AccessDenied',
    ],
    [
      'another policy than the one that was signed',
      (fields) => ({ ...fields, policy: base64(policyOf([['eq', '$key', 'user/b']])) }),
      403,
      'SignatureDoesNotMatch',
    ],
    ['a policy that is no JSON', (fields) => ({ ...fields, policy: 'e30' }), 400, 'InvalidPolicyDocument'],
  ])) {
    test(`form post: ${name}: ${what} is ${status} ${code}`, async (context) => {
      const got = await send(context, rule(OPTIONS), change({ ...KEY, ...sign(policyOf([])) }))
      assert.deepEqual([got.status, got.code], [status, code], got.text)
      assert.match(
        got.text,
        /^<\?xml .*\n<Error><Code>.*<Message>.*<RequestId>[0-9a-f]{16}<\/RequestId><\/Error>$/s,
      )
    })
  }

  test(`form post: ${name}: what the policy says is checked`, async (context) => {
    const failing = async (/** @type {any} */ policy, /** @type {object} */ fields = {}) => {
      const { status, code, text } = await send(context, rule(OPTIONS), {
        ...KEY,
        ...fields,
        ...sign(policy),
      })
      return [status, code, /<Message>(.*?)<\/Message>/s.exec(text)?.[1]]
    }
    assert.deepEqual(await failing(policyOf([], '2020-01-01T00:00:00Z')), [
      403,
      'AccessDenied',
      'Invalid according to Policy: Policy expired.',
    ])
    const [, , message] = await failing(policyOf([['eq', '$acl', 'public-read']]))
    assert.match(
      String(message),
      /^Invalid according to Policy: Policy Condition failed: .*eq.*\$acl.*public-read/,
    )
    assert.equal((await failing(policyOf([['content-length-range', 0, 6]])))[1], 'EntityTooLarge')
    assert.equal((await failing(policyOf([['content-length-range', 8, 99]])))[1], 'EntityTooSmall')
    assert.equal((await failing(policyOf([['content-length-range', 7, 7]])))[0], 204)
    const elsewhere = { ...policyOf([]), conditions: [{ bucket: 'other' }, ['starts-with', '$key', '']] }
    assert.equal((await failing(elsewhere))[1], 'AccessDenied')
    const typed = policyOf([['starts-with', '$Content-Type', 'image/']])
    assert.equal((await failing(typed, { 'Content-Type': 'image/png' }))[0], 204)
    assert.equal((await failing(typed, { 'Content-Type': 'text/html' }))[1], 'AccessDenied')
  })

  test(`form post: ${name}: what comes behind the file does not count`, async (context) => {
    const { status, code, text } = await send(context, rule(OPTIONS), sign(policyOf([])), [
      PHOTO,
      field('key', 'user/a'),
    ])
    assert.deepEqual([status, code], [400, 'InvalidArgument'])
    assert.match(text, /please check the order of the fields\..*<IgnoredFields>key</)
  })

  test(`form post: ${name}: two files, none, and one in another field are refused`, async (context) => {
    for (const rest of [[], [PHOTO, PHOTO], [file('photo', 'a', 'b')]]) {
      const { code, text } = await send(context, rule(OPTIONS), { ...KEY, ...sign(policyOf([])) }, rest)
      assert.equal(code, 'InvalidArgument')
      assert.match(text, /exactly one file/)
    }
  })

  test(`form post: ${name}: another access key is refused`, async (context) => {
    const { status, code } = await send(context, rule({ ...OPTIONS, accessKeyId: 'OTHER' }), {
      ...KEY,
      ...sign(policyOf([])),
    })
    assert.deepEqual([status, code], [403, 'InvalidAccessKeyId'])
  })

  test(`form post: ${name}: without a secret only form and policy are checked`, async (context) => {
    assert.equal((await send(context, rule(), KEY)).status, 204)
    const fields = { ...KEY, ...sign(policyOf([['content-length-range', 0, 1]])) }
    assert.equal((await send(context, rule({}), fields)).code, 'EntityTooLarge')
  })
}

test('form post: S3 takes no field that the policy does not name', async (context) => {
  const rule = s3Post()
  const policy = base64(policyOf([]))
  const fields = { key: 'user/a', policy }
  assert.equal((await send(context, rule, { ...fields, 'x-ignore-a': '1' })).status, 204)
  const { code, text } = await send(context, rule, { ...fields, tag: '1' })
  assert.equal(code, 'AccessDenied')
  assert.match(text, /Extra input fields: tag/)
})

test('form post: a redirect names bucket, key and ETag', async (context) => {
  const { status, head } = await send(context, ossPost({ bucket: BUCKET }), {
    key: 'a b',
    success_action_redirect: 'https://example.com/done?x=1',
  })
  assert.equal(status, 303)
  assert.match(
    head,
    /^Location: https:\/\/example\.com\/done\?x=1&bucket=photos&key=a\+b&etag=%22[0-9a-f]{32}%22\r?$/m,
  )
})

test('form post: a key of COS that is over is refused', async (context) => {
  const { code, text } = await send(context, cosPost({ secret: SECRET }), {
    key: 'user/a',
    policy: base64(policyOf([])),
    'q-ak': KEY_ID,
    'q-key-time': '1;2',
    'q-signature': 'x',
  })
  assert.equal(code, 'AccessDenied')
  assert.match(text, /Request has expired: the key is valid for 1;2/)
})

test('form post: an option that is unknown is an error that names the function', () => {
  assert.throws(() => s3Post(/** @type {any} */ ({ secretKey: 'x' })), {
    name: 'TypeError',
    message: /^s3Post: secretKey is unknown/,
  })
})
