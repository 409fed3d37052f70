using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Wasper.Gateway.Acme.Challenges;
using Wasper.Gateway.Acme.Preflight;
using Wasper.Gateway.Acme.Storage;
using Wasper.Tests.BinaryCache;
using Wasper.Tests.Embedded;

namespace Wasper.Tests.Gateway.Acme.Preflight;

/// <summary>What an operator is told about DNS, ports and proxies, before an issuer is asked.</summary>
public sealed class NamePreflightTests : IDisposable
{
    private const string Name = "a.example.com";

    private readonly TemporaryFolder _folder = new();
    private readonly SharedChallenges _challenges;

    public NamePreflightTests() => _challenges = new SharedChallenges([Name], new FolderStore(_folder.Path, TimeProvider.System), TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task CheckAsync_OwnAnswer_FindsNothing()
    {
        await using var gateway = await StartAsync(AnswerAsync);

        Assert.Null(await CheckAsync(gateway.Port, "203.0.113.7"));
        Assert.Empty(Directory.EnumerateFiles(_folder["challenges/http"]));
    }

    [Fact]
    public async Task CheckAsync_OwnAnswerBehindARedirect_FindsNothing()
    {
        await using var gateway = await StartAsync(context => context.Request.QueryString.HasValue
            ? AnswerAsync(context)
            : Results.Redirect(context.Request.Path + "?again").ExecuteAsync(context));

        Assert.Null(await CheckAsync(gateway.Port, "203.0.113.7"));
    }

    [Fact]
    public async Task CheckAsync_NoAddress_SaysThatItDoesNotResolve()
    {
        var fault = await CheckAsync(1);

        Assert.Equal("a.example.com does not resolve: create an A record for it with the public address of this machine, or wait until it has spread.", fault!.Sentence);
        Assert.True(fault.IsCertain);
    }

    [Theory]
    [InlineData("10.1.2.3", "a private address")]
    [InlineData("127.0.0.1", "a loopback address")]
    [InlineData("::1", "a loopback address")]
    [InlineData("fd00::1", "a private address")]
    [InlineData("169.254.1.1", "a link-local address")]
    public async Task CheckAsync_AddressNobodyElseReaches_SaysSo(string address, string kind)
    {
        var fault = await CheckAsync(1, address);

        Assert.StartsWith($"a.example.com resolves to {address}, {kind}, which an issuer on the internet cannot reach:", fault!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckAsync_AnotherServer_SaysWhatAnswers()
    {
        await using var other = await StartAsync(context =>
        {
            context.Response.Headers.Server = "nginx/1.22.1";
            return Results.NotFound().ExecuteAsync(context);
        });

        var fault = await CheckAsync(other.Port, "203.0.113.7");

        Assert.Equal(
            "a.example.com (203.0.113.7) is answered by another program (nginx/1.22.1) with status 404: point its DNS record, or port 80 there, at this gateway.", fault!.Sentence);
        Assert.True(fault.IsCertain);
    }

    [Fact]
    public async Task CheckAsync_CloudflareInFront_SaysSo()
    {
        await using var other = await StartAsync(context =>
        {
            context.Response.Headers["CF-RAY"] = "8f-FRA";
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        });

        var fault = await CheckAsync(other.Port, "203.0.113.7");

        Assert.StartsWith("Cloudflare in front of a.example.com answers 403 for /.well-known/acme-challenge/ itself:", fault!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckAsync_RedirectsToItself_SaysThatItGoesInCircles()
    {
        await using var other = await StartAsync(context => Results.Redirect(context.Request.Path).ExecuteAsync(context));

        var fault = await CheckAsync(other.Port, "203.0.113.7");

        Assert.Contains("in circles", fault!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckAsync_PortClosed_SaysSoButIsNotCertain()
    {
        var port = Loopback.FreePort();

        var fault = await CheckAsync(port, "203.0.113.7");

        Assert.StartsWith($"a.example.com (203.0.113.7) refuses connections on port {port}: let port {port} there lead to the gateway's HTTP port 8080", fault!.Sentence, StringComparison.Ordinal);
        Assert.False(fault.IsCertain);
    }

    [Fact]
    public async Task CheckAsync_AaaaRecordLeadsElsewhere_SaysThatItIsPreferred()
    {
        await using var gateway = await StartAsync(AnswerAsync);
        var port = Loopback.FreePort();
        var fetch = new ChallengeFetch(8080, TimeProvider.System, gateway.Port)
        {
            Connect = (address, _) => address.AddressFamily is AddressFamily.InterNetworkV6 ? new IPEndPoint(IPAddress.Loopback, port) : new IPEndPoint(IPAddress.Loopback, gateway.Port),
        };

        var fault = await CheckAsync(fetch, "203.0.113.7", "2001:db8::7");

        Assert.StartsWith("The AAAA record of a.example.com is wrong, and issuers prefer it to the A record, which is right:", fault!.Sentence, StringComparison.Ordinal);
    }

    private static Task<UpstreamApp> StartAsync(RequestDelegate handle) => UpstreamApp.StartAsync(handle);

    private async Task AnswerAsync(HttpContext context)
    {
        Assert.Equal(Name, context.Request.Host.Host);
        var answer = await _challenges.FindHttpAsync(context.Request.Path.Value!.Split('/')[^1], context.RequestAborted);
        await context.Response.WriteAsync(answer!);
    }

    private Task<NameFault?> CheckAsync(int port, params string[] addresses) => CheckAsync(
        new ChallengeFetch(8080, TimeProvider.System, port) { Connect = (_, target) => new IPEndPoint(IPAddress.Loopback, target) }, addresses);

    private async Task<NameFault?> CheckAsync(ChallengeFetch fetch, params string[] addresses)
    {
        var resolver = new FixedResolver([.. addresses.Select(IPAddress.Parse)]);
        var preflight = new NamePreflight(_challenges, resolver, fetch, fetches: true, TimeProvider.System);
        var faults = await preflight.CheckAsync([Name], TestContext.Current.CancellationToken);
        return faults.SingleOrDefault();
    }

    private sealed class FixedResolver(IReadOnlyList<IPAddress> addresses) : INameResolver
    {
        public Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken) =>
            addresses.Count == 0 ? throw new SocketException((int)SocketError.HostNotFound) : Task.FromResult(addresses);
    }
}
