"""What models of annotators share: whose answers vote, how they are counted, and the turns of expectation and maximisation."""
