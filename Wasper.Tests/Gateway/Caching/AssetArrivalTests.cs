using System.Net.Security;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Wasper.Gateway.Caching.Assets;

namespace Wasper.Tests.Gateway.Caching;

/// <summary>Many clients and one arrival from the app, with whatever can go wrong on the way.</summary>
public sealed class AssetArrivalTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Asset_AskedForByManyAtOnce_IsFetchedOnce()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await AssetUpstream.StartAsync(async context =>
        {
            if (context.Request.Path == AssetUpstream.Path)
            {
                asked.TrySetResult();
                await goOn.Task.WaitAsync(_limit);
            }

            return false;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        var requests = Enumerable.Range(0, 20).Select(i => gateway.GetAssetAsync(i % 2 == 0 ? "br" : "identity")).ToArray();
        await asked.Task.WaitAsync(_limit, Cancelled);
        goOn.SetResult();

        foreach (var response in await Task.WhenAll(requests))
        {
            Assert.Equal(AssetUpstream.Script, await response.ReadAsync());
            response.Dispose();
        }

        Assert.Equal(1, upstream.Count);
    }

    [Fact]
    public async Task Asset_FirstClientLeavesOrStopsReading_ArrivesForTheOthers()
    {
        // More than all buffers between the app and a client that does not read.
        var content = new byte[12 * 1024 * 1024];
        var half = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await AssetUpstream.StartAsync(async context =>
        {
            if (context.Request.Path != AssetUpstream.Path)
            {
                return false;
            }

            context.Response.ContentLength = content.Length;
            await context.Response.Body.WriteAsync(content.AsMemory(0, content.Length / 2), context.RequestAborted);
            half.TrySetResult();
            await goOn.Task.WaitAsync(_limit);
            await context.Response.Body.WriteAsync(content.AsMemory(content.Length / 2), context.RequestAborted);
            return true;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        // It asks and never reads: the app's side still gets half of the asset through.
        await using (var first = await AskAsync(gateway))
        {
            await half.Task.WaitAsync(_limit, Cancelled);
        }

        goOn.SetResult();
        using var second = await gateway.GetAssetAsync();

        Assert.Equal(content.Length, (await second.Content.ReadAsByteArrayAsync(Cancelled)).Length);
        Assert.True(second.IsFromCache());
        Assert.Equal(1, upstream.Count);
    }

    [Fact]
    public async Task Asset_AppBreaksOffInTheMiddle_IsNeitherKeptNorTakenForWhole()
    {
        var connections = 0;
        await using var upstream = new RawUpstream(async (stream, cancellationToken) =>
        {
            var head = await RawUpstream.ReadHeadAsync(stream, cancellationToken);
            var isAsset = head.StartsWith($"GET {AssetUpstream.Path} ", StringComparison.Ordinal);
            var length = isAsset && Interlocked.Increment(ref connections) == 1 ? 100_000 : 9;
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nCache-Control: {AssetUpstream.CacheControl}\r\nContent-Type: text/css\r\nContent-Length: {length}\r\n\r\nonly this"),
                cancellationToken);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        await Assert.ThrowsAsync<HttpRequestException>(() => gateway.GetAssetAsync());

        // The client learns of it first.
        var store = gateway.Services.GetRequiredService<AssetStore>();
        await Eventually.TrueAsync(() => Task.FromResult(store.State.Bytes == 0));
        using var second = await gateway.GetAssetAsync();

        Assert.Equal("only this", await second.ReadAsync());
        Assert.False(second.IsFromCache());
    }

    [Fact]
    public async Task Store_MoreAssetsThanFit_StaysWithinItsBound()
    {
        await using var upstream = await AssetUpstream.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("Cache:MaxMegabytes", "1"));
        var store = gateway.Services.GetRequiredService<AssetStore>();
        var most = 0L;

        for (var i = 0; i < 40; i++)
        {
            using var response = await gateway.GetAssetAsync("br", path: $"/assets/index-BxYz{i:D4}.js");
            Assert.Equal(AssetUpstream.Script, await response.ReadAsync());
            most = Math.Max(most, store.State.Bytes);
        }

        Assert.InRange(most, AssetUpstream.Script.Length, 1024 * 1024);
        Assert.InRange(store.State.Assets, 1, 5);
        store.Purge();
        Assert.Equal(0, store.State.Assets);
    }

    private static async Task<SslStream> AskAsync(GatewayUnderTest gateway)
    {
        var stream = await gateway.ConnectAsync();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {AssetUpstream.Path} HTTP/1.1\r\nHost: localhost:{gateway.HttpsPort}\r\n\r\n"), Cancelled);
        return stream;
    }
}
