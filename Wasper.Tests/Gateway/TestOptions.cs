using Microsoft.Extensions.Configuration;
using Wasper.Gateway.Configuration;

namespace Wasper.Tests.Gateway;

/// <summary>Options as the gateway itself reads them, for tests of one part.</summary>
internal static class TestOptions
{
    /// <summary>The defaults and <paramref name="settings"/>, keys without <c>Gateway:</c>.</summary>
    public static GatewayOptions Read(params IEnumerable<(string Key, string Value)> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("Gateway:Upstream", (string?)"http://localhost:1")])
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Gateway:{setting.Key}", (string?)setting.Value)))
            .Build();
        Assert.True(GatewayOptionsReader.TryRead(configuration, out var options, out var errors), string.Join('\n', errors));
        return options;
    }
}
