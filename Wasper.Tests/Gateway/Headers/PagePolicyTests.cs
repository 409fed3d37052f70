using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using static Wasper.Tests.Gateway.Headers.Answers;

namespace Wasper.Tests.Gateway.Headers;

/// <summary>Which scripts a page may run.</summary>
public sealed class PagePolicyTests
{
    [Fact]
    public async Task Page_FirstOneEver_RunsItsOwnInlineScript()
    {
        await using var app = await UpstreamApp.StartAsync(context => Page(context, "one"));
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        using var answer = await GetAsync(gateway, "/flows/some-id");

        var directives = Header(answer, Policy).Split("; ");
        Assert.Contains($"script-src 'self' 'unsafe-eval' {HashOf("one")}", directives);
        Assert.Contains("frame-ancestors 'self'", directives);
        Assert.Contains("object-src 'none'", directives);
        Assert.DoesNotContain(ReportOnly, Names(answer));
        Assert.Equal("same-origin-allow-popups", Header(answer, "Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Resource-Policy"));
        Assert.Equal("strict-origin-when-cross-origin", Header(answer, "Referrer-Policy"));
        Assert.Contains("camera=()", Header(answer, "Permissions-Policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfANewVersion_RunsItsScriptsAndThoseOfTheFormerOnes()
    {
        var version = "1";
        await using var app = await UpstreamApp.StartAsync(context => Page(context, version));
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        foreach (var next in (string[])["1", "2", "3", "4"])
        {
            version = next;
            using var answer = await GetAsync(gateway, "/");
            Assert.Contains(HashOf(version), Header(answer, Policy), StringComparison.Ordinal);
        }

        using var last = await GetAsync(gateway, "/");
        Assert.Contains($"'unsafe-eval' {HashOf("4")} {HashOf("3")} {HashOf("2")};", Header(last, Policy), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_NeverToBeHad_MayRunWhatItLikes()
    {
        await using var app = await UpstreamApp.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/" ? 500 : 200;
            return Page(context, "other");
        });
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        using var answer = await GetAsync(gateway, "/other");

        Assert.Contains("script-src 'self' 'unsafe-eval' 'unsafe-inline';", Header(answer, Policy), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_IndexHangs_IsAnsweredAllTheSame()
    {
        await using var app = await UpstreamApp.StartAsync(context =>
            context.Request.Path == "/" ? Task.Delay(Timeout.Infinite, context.RequestAborted) : Page(context, "other"));
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        using var answer = await GetAsync(gateway, "/other");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("'unsafe-inline';", Header(answer, Policy), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_AskedForMoreThanOnce_IsLookedAtOnce()
    {
        var looks = 0;
        await using var app = await UpstreamApp.StartAsync(context =>
        {
            looks += context.Request.Path == "/" ? 1 : 0;
            return Page(context, "one");
        });
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        for (var i = 0; i < 5; i++)
        {
            using var answer = await GetAsync(gateway, "/page");
        }

        Assert.Equal(1, looks);
    }

    [Fact]
    public async Task Page_ThatIsNotTheIndexPage_CostsNoLookPerRequest()
    {
        var looks = 0;
        await using var app = await UpstreamApp.StartAsync(context =>
        {
            looks += context.Request.Path == "/" ? 1 : 0;
            return Page(context, context.Request.Path.Value!);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        for (var i = 0; i < 5; i++)
        {
            using var answer = await GetAsync(gateway, "/other");
            Assert.Contains(HashOf("/"), Header(answer, Policy), StringComparison.Ordinal);
            Assert.DoesNotContain(HashOf("/other"), Header(answer, Policy), StringComparison.Ordinal);
        }

        Assert.InRange(looks, 1, 2);
    }

    [Fact]
    public async Task Page_UnchangedForTheBrowser_BringsThePolicyAlong()
    {
        await using var app = await UpstreamApp.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        using var page = await GetAsync(gateway, "/", ("Accept", "text/html,*/*;q=0.8"));
        using var asset = await GetAsync(gateway, "/assets/a.js", ("Accept", "*/*"));

        Assert.Contains(Policy, Names(page));
        Assert.DoesNotContain(Policy, Names(asset));
    }

    [Fact]
    public async Task Page_WithThePolicyOfTheApp_GetsOursInItsPlace()
    {
        await using var app = await UpstreamApp.StartAsync(context => Page(context, "one", (Policy, "default-src 'none'"), (ReportOnly, "img-src 'none'")));
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        using var answer = await GetAsync(gateway, "/");

        Assert.Contains(HashOf("one"), Header(answer, Policy), StringComparison.Ordinal);
        Assert.DoesNotContain(ReportOnly, Names(answer));
    }

    [Fact]
    public async Task Page_OtherThanTheIndexPageWithAPolicy_KeepsIt()
    {
        await using var app = await UpstreamApp.StartAsync(context =>
            context.Request.Path == "/" ? Page(context, "one") : Page(context, "other", (Policy, "script-src 'unsafe-inline'")));
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        using var answer = await GetAsync(gateway, "/redirect");

        Assert.Equal("script-src 'unsafe-inline'", Header(answer, Policy));
    }

    private static string HashOf(string script) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";
}
