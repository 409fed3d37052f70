using static Wasper.Tests.Gateway.Headers.Answers;

namespace Wasper.Tests.Gateway.Headers;

/// <summary>What the operator can change about the policy.</summary>
public sealed class PolicySettingsTests
{
    [Fact]
    public async Task FrameAncestors_OfASite_TakeXFrameOptionsAwayFromPages()
    {
        await using var app = await UpstreamApp.StartAsync(context => Page(context, "one"));
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port, ("ContentSecurityPolicy:FrameAncestors:0", "https://*.example.com"));

        using var page = await GetAsync(gateway, "/embed");
        using var flow = await GetAsync(gateway, "/api/v1/webhooks/abc/sync");
        using var api = await GetAsync(gateway, "/api/v1/flags");

        Assert.EndsWith("; frame-ancestors 'self' https://*.example.com", Header(page, Policy), StringComparison.Ordinal);
        Assert.DoesNotContain("X-Frame-Options", Names(page));
        Assert.Equal("frame-ancestors 'self' https://*.example.com", Header(flow, Policy));
        Assert.DoesNotContain("X-Frame-Options", Names(flow));
        Assert.Equal("SAMEORIGIN", Header(api, "X-Frame-Options"));
    }

    [Theory]
    [InlineData("report-only")]
    [InlineData("off")]
    public async Task FrameAncestors_WherePolicyIsNotEnforced_AreEnforcedAlone(string mode)
    {
        await using var app = await UpstreamApp.StartAsync(context => Page(context, "one"));
        await using var gateway = await GatewayUnderTest.StartAsync(
            app.Port, ("ContentSecurityPolicy:FrameAncestors:0", "https://example.com"), ("ContentSecurityPolicy:Mode", mode));

        using var answer = await GetAsync(gateway, "/embed");

        Assert.Equal("frame-ancestors 'self' https://example.com", Header(answer, Policy));
        Assert.DoesNotContain("X-Frame-Options", Names(answer));
        Assert.Equal(mode == "report-only", Names(answer).Contains(ReportOnly));
    }

    [Fact]
    public async Task Mode_Off_ThePolicyOfTheAppPassesAndNothingIsLookedAt()
    {
        var paths = new List<string>();
        await using var app = await UpstreamApp.StartAsync(context =>
        {
            paths.Add(context.Request.Path.Value!);
            return Page(context, "one", (Policy, "script-src 'self'"));
        });
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port, ("ContentSecurityPolicy:Mode", "off"));

        using var answer = await GetAsync(gateway, "/page");

        Assert.Equal("script-src 'self'", Header(answer, Policy));
        Assert.Equal(["/page"], paths);
    }

    [Fact]
    public async Task Mode_ReportOnly_RefusesNothingAndReports()
    {
        await using var app = await UpstreamApp.StartAsync(context => Page(context, "one", (Policy, "script-src 'self'")));
        await using var gateway = await GatewayUnderTest.StartAsync(
            app.Port, ("ContentSecurityPolicy:Mode", "report-only"), ("ContentSecurityPolicy:ReportUri", "https://reports.example/csp"));

        using var answer = await GetAsync(gateway, "/");

        Assert.DoesNotContain(Policy, Names(answer));
        Assert.EndsWith("; report-uri https://reports.example/csp; report-to csp", Header(answer, ReportOnly), StringComparison.Ordinal);
        Assert.Equal("csp=\"https://reports.example/csp\"", Header(answer, "Reporting-Endpoints"));
        Assert.Equal("SAMEORIGIN", Header(answer, "X-Frame-Options"));
    }
}
