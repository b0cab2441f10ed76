// The rules that stand in for the object stores: S3, OSS and COS.

import type { Rule, RuleMatch } from './rules.js'
import type { Upload } from './upload.js'

/**
 * A rule for uploads by form to S3: checks key, policy and signature, that all fields that count come before the
 * file, and answers as S3 does, with 204, 200, 201 and XML, a redirect, or an error in XML.
 *
 * @example
 * createReceiver({ rules: [s3Post({ bucket: 'photos', accessKeyId: 'AKIA…', secret: '…' })] })
 */
export function s3Post(options?: FormPostOptions | undefined): Rule
/** The same for Alibaba Cloud's OSS (PostObject). */
export function ossPost(options?: FormPostOptions | undefined): Rule
/** The same for Tencent's COS (POST Object), and for what its mini-program SDK sends. */
export function cosPost(options?: FormPostOptions | undefined): Rule

/** What a service's form is checked against. */
export interface FormPostOptions {
  /** Which uploads the rule is for. Default: every upload. */
  match?: RuleMatch | ((upload: Upload) => boolean) | undefined
  /** The bucket that policies have to name, and answers do. Default: any, and answers say `bucket`. */
  bucket?: string | undefined
  /** For the location in answers. Default: that of the service's documents. */
  region?: string | undefined
  /** The access key that forms have to name. Default: any. */
  accessKeyId?: string | undefined
  /** The secret of that key, by which a policy has to be signed. Default: signatures are not checked. */
  secret?: string | undefined
}
