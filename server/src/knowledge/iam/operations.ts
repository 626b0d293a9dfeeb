/**
 * Operations that another action allows.
 * Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html and the services' own lists.
 */
export const operations: Readonly<Record<string, string>> = {
  "s3:headbucket": "s3:ListBucket",
  "s3:headobject": "s3:GetObject",
  "s3:listobjects": "s3:ListBucket",
  "s3:listobjectsv2": "s3:ListBucket",
  "s3:listbuckets": "s3:ListAllMyBuckets",
  "s3:copyobject": "s3:PutObject",
  "s3:uploadpart": "s3:PutObject",
  "s3:createmultipartupload": "s3:PutObject",
  "s3:completemultipartupload": "s3:PutObject",
  "s3:deleteobjects": "s3:DeleteObject",
  "s3:getbucketlifecycle": "s3:GetLifecycleConfiguration",
  "s3:getbucketlifecycleconfiguration": "s3:GetLifecycleConfiguration",
  "s3:putbucketlifecycle": "s3:PutLifecycleConfiguration",
  "s3:putbucketlifecycleconfiguration": "s3:PutLifecycleConfiguration",
  "s3:getbucketencryption": "s3:GetEncryptionConfiguration",
  "s3:putbucketencryption": "s3:PutEncryptionConfiguration",
  "s3:deletebucketencryption": "s3:PutEncryptionConfiguration",
  "s3:getbucketreplication": "s3:GetReplicationConfiguration",
  "s3:putbucketreplication": "s3:PutReplicationConfiguration",
  "s3:listmultipartuploads": "s3:ListBucketMultipartUploads",
  "s3:listparts": "s3:ListMultipartUploadParts",
  "s3:listobjectversions": "s3:ListBucketVersions",
  "sqs:sendmessagebatch": "sqs:SendMessage",
  "sqs:deletemessagebatch": "sqs:DeleteMessage",
  "sqs:changemessagevisibilitybatch": "sqs:ChangeMessageVisibility",
  "lambda:invoke": "lambda:InvokeFunction",
};
