package io.sluice.provider.azure;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.policy.HttpPipelineSyncPolicy;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.net.URL;

/**
 * Lets requests go to Azure Resource Manager and to nobody else.
 *
 * <p>The SDK asks after an operation wherever the first answer says, and the token would go with it.
 */
final class EndpointOnly extends HttpPipelineSyncPolicy {
    private final String endpoint;

    /** For one endpoint, without a slash at its end. */
    EndpointOnly(String endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    protected void beforeSendingRequest(HttpPipelineCallContext context) {
        URL url = context.getHttpRequest().getUrl();
        if (!url.toString().startsWith(endpoint + "/")) {
            throw new ProviderException(
                    new ProviderError.Unavailable("the operation is to be asked after elsewhere: " + url));
        }
    }
}
