# Where every stack keeps its state. Each stack sets its own `key`.
bucket         = "slipway-state-111111111111-eu-west-1"
dynamodb_table = "slipway-state-lock"
kms_key_id     = "alias/slipway-state"
region         = "eu-west-1"
encrypt        = true

assume_role = {
  role_arn = "arn:aws:iam::111111111111:role/slipway-deploy"
}
