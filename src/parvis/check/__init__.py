"""From a snapshot to accepted rows and findings: a row is accepted or rejected with a reason, never lost."""
