package io.sluice.provider.aws;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Where the credentials of an instance come from; settings name them and never hold real ones. */
public sealed interface AwsCredentials {
    AwsCredentialsProvider open();

    /** As the SDK finds them: environment, container, instance. */
    record Default() implements AwsCredentials {
        @Override
        public AwsCredentialsProvider open() {
            return DefaultCredentialsProvider.builder().build();
        }
    }

    /** A profile of the AWS configuration files. */
    record Profile(String name) implements AwsCredentials {
        @Override
        public AwsCredentialsProvider open() {
            return ProfileCredentialsProvider.create(name);
        }
    }

    /** Dummies for an emulator, which takes any. */
    record Dummy(String accessKeyId, String secretAccessKey) implements AwsCredentials {
        @Override
        public AwsCredentialsProvider open() {
            return StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secretAccessKey));
        }

        @Override
        public String toString() {
            return "Dummy[" + accessKeyId + "]";
        }
    }

    /** The settings as written: a profile, or dummies for an endpoint of one's own. */
    @JsonCreator
    static AwsCredentials of(
            @JsonProperty("profile") @Nullable String profile,
            @JsonProperty("accessKeyId") @Nullable String accessKeyId,
            @JsonProperty("secretAccessKey") @Nullable String secretAccessKey) {
        if (profile != null && accessKeyId == null && secretAccessKey == null) {
            return new Profile(profile);
        }
        if (profile == null && accessKeyId != null && secretAccessKey != null) {
            return new Dummy(accessKeyId, secretAccessKey);
        }
        throw new IllegalArgumentException(
                "credentials are a profile, or accessKeyId and secretAccessKey of an emulator");
    }

    /** The same, telling the absence of credentials from a call that failed. */
    static AwsCredentialsProvider telling(AwsCredentialsProvider credentials) {
        return () -> {
            try {
                return credentials.resolveCredentials();
            } catch (SdkClientException e) {
                throw new MissingCredentials(e);
            }
        };
    }
}
