using Microsoft.Extensions.Configuration;
using Wasper.Gateway.Configuration;

namespace Wasper.Tests.Gateway;

public sealed class GatewayOptionsReaderTests
{
    private static readonly (string, string?) _upstream = ("Gateway:Upstream", "http://localhost:3000");

    [Fact]
    public void TryRead_UpstreamOnly_FillsInTheRest()
    {
        Assert.True(Read(out var options, out _, _upstream));

        Assert.Equal(8080, options!.HttpPort);
        Assert.Equal(8443, options.HttpsPort);
        Assert.Equal(8443, options.PublicHttpsPort);
        Assert.False(options.BindAny);
        Assert.Empty(options.Domains);
        Assert.Equal(100L * 1024 * 1024, options.MaxRequestBodyBytes);
        Assert.Equal(TimeSpan.FromSeconds(900), options.UpstreamTimeout);
        Assert.Equal(Path.GetFullPath("certs"), options.CertificateDirectory);
    }

    [Fact]
    public void TryRead_TargetPortsOfAnOrchestrator_KeepsThePublicPortApart()
    {
        Assert.True(Read(out var options, out _, _upstream,
            ("Gateway:HttpPort", "41000"), ("Gateway:HttpsPort", "41001"), ("Gateway:PublicHttpsPort", "8443")));

        Assert.Equal((41000, 41001, 8443), (options!.HttpPort, options.HttpsPort, options.PublicHttpsPort));
    }

    [Fact]
    public void TryRead_InAContainer_ListensToOtherMachines()
    {
        Assert.True(Read(out var options, out _, _upstream, ("DOTNET_RUNNING_IN_CONTAINER", "true")));

        Assert.True(options!.BindAny);
    }

    [Theory]
    [InlineData("Upstream", "")]
    [InlineData("Upstream", "localhost:3000")]
    [InlineData("Upstream", "ftp://localhost")]
    [InlineData("Upstream", "http://localhost:3000/app")]
    [InlineData("Upstream", "http://user@localhost:3000")]
    [InlineData("HttpPort", "0")]
    [InlineData("HttpPort", "65536")]
    [InlineData("HttpsPort", "-1")]
    [InlineData("HttpsPort", "https")]
    [InlineData("HttpsPort", "8080")]
    [InlineData("PublicHttpsPort", "")]
    [InlineData("BindAddress", "0.0.0.0")]
    [InlineData("CertificateDirectory", " ")]
    [InlineData("Domains", "example.com")]
    [InlineData("Domains:0", "*.example.com")]
    [InlineData("Domains:1", "https://example.com")]
    [InlineData("Domains:2", "bücher.example")]
    [InlineData("TrustedProxies", "192.0.2.1")]
    [InlineData("TrustedProxies:0", "cloudflare")]
    [InlineData("TrustedProxies:1", "192.0.2.0/33")]
    [InlineData("ClientAddressHeader", "X Real IP")]
    [InlineData("MaxRequestBodyMegabytes", "0")]
    [InlineData("MaxRequestBodyMegabytes", "1.5")]
    [InlineData("UpstreamTimeoutSeconds", "15m")]
    [InlineData("Drain:Seconds", "-1")]
    [InlineData("Drain:NoticeSeconds", "1h")]
    [InlineData("Limits:Connections", "0")]
    [InlineData("Limits:BodySeconds", "1")]
    [InlineData("RateLimit:RequestsPerMinute", "many")]
    [InlineData("AllowList:Networks:0", "office")]
    [InlineData("AllowList:Paths:0", "sign-in")]
    [InlineData("AllowList:Paths:1", "/sign-in/")]
    public void TryRead_WrongValue_OneSentenceWithKeyAndValue(string key, string value)
    {
        Assert.False(Read(out _, out var errors, _upstream, ($"Gateway:{key}", value)));

        var sentence = Assert.Single(errors);
        Assert.StartsWith($"Gateway:{key} '{value}' is ", sentence, StringComparison.Ordinal);
        Assert.EndsWith($"(environment: Gateway__{key.Replace(":", "__", StringComparison.Ordinal)}).", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_SeveralWrongValues_NamesThemAll()
    {
        Assert.False(Read(out var options, out var errors, ("Gateway:HttpPort", "x"), ("Gateway:BindAddress", "y"), ("Gateway:Domains:0", "z/")));

        Assert.Null(options);
        Assert.Equal(["BindAddress", "Domains:0", "HttpPort", "Upstream"], Keys(errors).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Keys(IEnumerable<string> errors) =>
        errors.Select(error => error["Gateway:".Length..error.IndexOf(' ', StringComparison.Ordinal)]);

    private static bool Read(out GatewayOptions? options, out IReadOnlyList<string> errors, params (string Key, string? Value)[] settings) =>
        GatewayOptionsReader.TryRead(
            new ConfigurationBuilder().AddInMemoryCollection(
                settings.GroupBy(setting => setting.Key).Select(same => KeyValuePair.Create(same.Key, same.Last().Value))).Build(),
            out options,
            out errors);
}
