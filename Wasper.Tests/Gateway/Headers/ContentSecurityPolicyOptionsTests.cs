using Microsoft.Extensions.Configuration;
using Wasper.Gateway.Configuration;
using Wasper.Gateway.Headers.Page;
using Wasper.Gateway.Headers.Policy;

namespace Wasper.Tests.Gateway.Headers;

public sealed class ContentSecurityPolicyOptionsTests
{
    private static readonly PageNeeds _page = new(["'sha256-abc='"], ["https://cdn.example/a.js"], ["https://fonts.example/a.css"], []);

    [Fact]
    public void Read_Nothing_EnforcesWhatTheAppNeeds()
    {
        var options = Read(out var errors);

        Assert.Empty(errors);
        Assert.Equal(PolicyMode.Enforce, options.Mode);
        Assert.False(options.IsolateWebhookPages);
        Assert.Equal(
            "default-src 'self'; script-src 'self' 'unsafe-eval' 'sha256-abc=' https://cdn.example/a.js; "
            + "style-src 'self' 'unsafe-inline' https://fonts.example/a.css; img-src 'self' data: blob: https:; media-src 'self' data: blob: https:; "
            + "font-src 'self' data:; connect-src 'self' data: blob: https://secrets.activepieces.com; worker-src 'self' blob:; "
            + "frame-src 'self' blob: https://www.youtube.com https://www.youtube-nocookie.com; object-src 'none'; base-uri 'self'; form-action 'self'; "
            + "frame-ancestors 'self'",
            PolicyText.ForPages(options, [_page]));
    }

    [Theory]
    [InlineData("connect-src")]
    [InlineData("ConnectSrc")]
    [InlineData("connectsrc")]
    public void Read_Source_StandsInItsDirective(string key)
    {
        var options = Read(out var errors, ($"Sources:{key}:0", "https://one.example"), ($"Sources:{key}:1", "wss://two.example:8443/path"));

        Assert.Empty(errors);
        Assert.Contains(
            "connect-src 'self' data: blob: https://secrets.activepieces.com https://one.example wss://two.example:8443/path;",
            PolicyText.ForPages(options, [_page]), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SourceWhereThereWasNone_TakesItsPlace()
    {
        var options = Read(out _, ("Sources:object-src:0", "'self'"));

        Assert.Contains("; object-src 'self';", PolicyText.ForPages(options, [_page]), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_InlineScriptsAllowed_NoHashThatWouldTakeItBack()
    {
        var options = Read(out _, ("Sources:script-src:0", "'unsafe-inline'"));

        Assert.Contains("script-src 'self' 'unsafe-eval' https://cdn.example/a.js 'unsafe-inline';", PolicyText.ForPages(options, [_page]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https:")]
    [InlineData("example.com")]
    [InlineData("*.example.com:*")]
    [InlineData("https://example.com/a/b.js")]
    [InlineData("'self'")]
    [InlineData("'wasm-unsafe-eval'")]
    [InlineData("'sha256-B2yPHKaXnvFWtRChIbabYmUBFZdVfKKXHbWtWidDVF8='")]
    public void Read_SourceOfThePoliciesGrammar_IsTaken(string source)
    {
        Read(out var errors, ("Sources:script-src:0", source));

        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("Mode", "on")]
    [InlineData("IsolateWebhookPages", "yes")]
    [InlineData("FrameAncestors", "https://example.com")]
    [InlineData("FrameAncestors:0", "'none'")]
    [InlineData("FrameAncestors:0", "https://example.com https://example.org")]
    [InlineData("Sources:script-src:0", "")]
    [InlineData("Sources:script-src:0", "self")]
    [InlineData("Sources:script-src:0", "'none'")]
    [InlineData("Sources:script-src:0", "'strict-dynamic'")]
    [InlineData("Sources:script-src:0", "'nonce-abc'")]
    [InlineData("Sources:connect-src:0", "https://example.com; script-src *")]
    [InlineData("Sources:connect-src:0", "https://example.com,https://example.org")]
    [InlineData("Sources:connect-src:0", "https://example.com\r\nX: y")]
    [InlineData("Sources:connect-src:0", "https://exämple.com")]
    [InlineData("ReportUri", "http://example.com")]
    [InlineData("ReportUri", "/reports")]
    [InlineData("ReportUri", "https://example.com/;x")]
    public void Read_WrongValue_OneSentenceWithKeyAndValue(string key, string value)
    {
        Read(out var errors, (key, value));

        var sentence = Assert.Single(errors);
        Assert.StartsWith($"Gateway:ContentSecurityPolicy:{key} '{value}' is ", sentence, StringComparison.Ordinal);
        Assert.EndsWith(").", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sources:frame-ancestors:0")]
    [InlineData("Sources:script-source:0")]
    public void Read_OtherDirective_IsNotASetting(string key)
    {
        Read(out var errors, (key, "https://example.com"));

        Assert.Contains(" is not a setting of the gateway: ", Assert.Single(errors), StringComparison.Ordinal);
    }

    private static ContentSecurityPolicyOptions Read(out List<string> errors, params (string Key, string Value)[] settings)
    {
        errors = [];
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create($"Gateway:ContentSecurityPolicy:{setting.Key}", (string?)setting.Value))).Build();
        var section = new SectionReader(configuration.GetSection("Gateway"), errors);
        var options = ContentSecurityPolicyOptions.Read(section.Child("ContentSecurityPolicy"));
        section.RefuseUnknownKeys();
        return options;
    }
}
