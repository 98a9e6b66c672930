package io.sluice.provider.azure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArmIdTest {
    private static final String POOL = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network"
            + "/applicationGateways/agw/backendAddressPools/eu";

    @Test
    void isTakenApart() {
        ArmId id = ArmId.of(POOL);

        assertThat(id.subscription()).isEqualTo("s");
        assertThat(id.resourceGroup()).isEqualTo("g");
        assertThat(id.type()).isEqualTo("Microsoft.Network/applicationGateways/backendAddressPools");
        assertThat(id.names()).isEqualTo(List.of("agw", "eu"));
        assertThat(id.name()).isEqualTo("eu");
    }

    @Test
    void row21AnotherCaseIsTheSameResource() {
        ArmId other = ArmId.of(POOL.replace("backendAddressPools", "backendaddressPools")
                .replace("resourceGroups/g", "resourcegroups/G"));

        assertThat(other.key()).isEqualTo(ArmId.of(POOL).key());
        assertThat(other.isA("microsoft.network/applicationgateways/backendAddressPools"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "eu",
                "/subscriptions/s/resourceGroups/g",
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/applicationGateways",
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/applicationGateways/agw/",
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/applicationGateways/agw?x=1",
            })
    void whatIsNoIdIsNotFound(String text) {
        assertThat(ArmId.find(text)).isEmpty();
    }
}
