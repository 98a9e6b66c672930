package io.sluice.provider.aws;

/** Where a split is kept: the default actions of a listener, or the actions of one of its rules. */
sealed interface Place {
    String arn();

    /** The listener that it is, or is a rule of. */
    String listenerArn();

    record OfListener(String arn) implements Place {
        @Override
        public String listenerArn() {
            return arn;
        }
    }

    record OfRule(String arn) implements Place {
        /** A rule's ARN is that of its listener with one more step; {@code DescribeRules} does not name the listener. */
        @Override
        public String listenerArn() {
            return arn.substring(0, arn.lastIndexOf('/')).replace(":listener-rule/", ":listener/");
        }
    }
}
