/** A `dynamic "statement"` over statements as modules take them: objects that leave out what they don't need. */
export const statementsOver = (collection: string, conditions: string) => `
  dynamic "statement" {
    for_each = ${collection}
    content {
      sid           = try(statement.value.sid, null)
      effect        = try(statement.value.effect, null)
      actions       = try(statement.value.actions, null)
      not_actions   = try(statement.value.not_actions, null)
      resources     = try(statement.value.resources, null)
      not_resources = try(statement.value.not_resources, null)
      dynamic "condition" {
        for_each = ${conditions}
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }`;
