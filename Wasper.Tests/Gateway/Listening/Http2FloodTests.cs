using Microsoft.AspNetCore.Http;
using Wasper.Tests.Gateway.Protection;
using static Wasper.Tests.Gateway.Protection.Http2Connection;

namespace Wasper.Tests.Gateway.Listening;

/// <summary>Frames that cost their sender nothing.</summary>
public sealed class Http2FloodTests
{
    private static readonly Uri _root = new("/", UriKind.Relative);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>CVE-2023-44487: each stream is opened and taken back at once.</summary>
    [Fact]
    public async Task RapidReset_Thousands_EndTheConnectionAndHardlyReachTheApp()
    {
        const int Streams = 5000;
        var seen = 0;
        await using var upstream = await UpstreamApp.StartAsync(context =>
        {
            Interlocked.Increment(ref seen);
            return Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        await using var connection = await OpenAsync(gateway);

        var reset = FloodAsync(async () =>
        {
            for (var stream = 1; stream < Streams * 2; stream += 2)
            {
                await connection.SendHeadersAsync(stream, endStream: true, Get("/"));
                await connection.SendAsync(FrameType.Reset, 0, stream, [0, 0, 0, 8]);
            }
        });

        await EndOfAsync(connection);
        await reset;
        Assert.InRange(seen, 0, Streams / 5);
        using var next = await gateway.Client.GetAsync(new Uri("/health", UriKind.Relative), Cancelled);
        Assert.True(next.IsSuccessStatusCode);
    }

    /// <summary>A header that never ends (VU#421644).</summary>
    [Fact]
    public async Task Continuation_WithoutEnd_EndsTheConnection()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(9);
        await using var connection = await OpenAsync(gateway);
        await connection.SendAsync(FrameType.Headers, 0, 1, Encode(Get("/")));

        var flood = FloodAsync(async () =>
        {
            for (var i = 0; i < 1000; i++)
            {
                await connection.SendAsync(FrameType.Continuation, 0, 1, Encode(($"x-{i}", new string('a', 8000))));
            }
        });

        await EndOfAsync(connection);
        await flood;
    }

    [Fact]
    public async Task Continuation_EmptyOnes_EndTheConnection()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(9, ("Limits:HeaderSeconds", "1"));
        await using var connection = await OpenAsync(gateway);
        await connection.SendAsync(FrameType.Headers, 0, 1, Encode(Get("/")));

        var flood = FloodAsync(async () =>
        {
            while (true)
            {
                await connection.SendAsync(FrameType.Continuation, 0, 1, []);
                await Task.Delay(1, Cancelled);
            }
        });

        await EndOfAsync(connection);
        await flood;
    }

    [Fact]
    public async Task Streams_MoreThanAreOffered_AreRefused()
    {
        const int Offered = 100;
        await using var upstream = await UpstreamApp.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        await using var connection = await OpenAsync(gateway);
        for (var stream = 1; stream <= Offered * 2 + 1; stream += 2)
        {
            await connection.SendHeadersAsync(stream, endStream: true, Get("/"));
        }

        const int RefusedStream = 7;
        Frame? frame;
        do
        {
            frame = await connection.ReadAsync();
            Assert.NotNull(frame);
        }
        while (frame.Type is not FrameType.Reset);
        Assert.Equal((Offered * 2 + 1, RefusedStream), (frame.Stream, frame.ErrorCode));
    }

    /// <summary>CVE-2019-9512: each one asks for an answer, which may be read or not.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ping_Thousands_OthersAreServedAndNoAnswersPileUp(bool areRead)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads the process's memory from /proc.");
        const int AtOnce = 1000;
        const int Many = 10_000;
        const int AllowedGrowth = 48 * 1024 * 1024;

        // The answers to the larger number would take 102 MB.
        var pings = areRead ? 500_000 : 6_000_000;
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync("here"));
        await using var gateway = new GatewayProcess(upstream.Port);
        await gateway.WaitUntilHealthyAsync();
        using var client = gateway.CreateClient();
        Assert.Equal("here", await client.GetStringAsync(_root, Cancelled));
        var before = ProcessMemory.ResidentOf(gateway.Id);
        await using var connection = await OpenAsync(await gateway.ConnectAsync());

        var sent = 0;
        var flood = FloodAsync(async () =>
        {
            var frames = Enumerable.Repeat(Bytes(FrameType.Ping, 0, 0, new byte[8]), AtOnce).SelectMany(frame => frame).ToArray();
            for (; sent < pings; sent += AtOnce)
            {
                await connection.SendAsync(frames);
            }
        });
        var answers = areRead ? CountPingsAsync(connection, pings) : Task.FromResult(0);

        // Where nobody reads, it comes to a standstill.
        var (last, standing) = (0, 0);
        while (areRead ? !answers.IsCompleted : !flood.IsCompleted && standing < 200)
        {
            Assert.Equal("here", await client.GetStringAsync(_root, Cancelled));
            standing = sent == last ? standing + 1 : 0;
            last = sent;
        }

        Assert.InRange(ProcessMemory.PeakOf(gateway.Id) - before, 0, AllowedGrowth);
        Assert.InRange(areRead ? await answers : sent, Many, areRead ? pings : pings - 1);
        await connection.DisposeAsync();
        await flood;
    }

    // Frames go out until the gateway closes.
    private static async Task FloodAsync(Func<Task> send)
    {
        try
        {
            await send();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The connection has ended.
        }
    }

    private static async Task<int> CountPingsAsync(Http2Connection connection, int most)
    {
        var count = 0;
        while (count < most && await connection.ReadAsync() is { } frame)
        {
            count += frame.Type is FrameType.Ping ? 1 : 0;
        }

        return count;
    }

    private static async Task EndOfAsync(Http2Connection connection)
    {
        while (await connection.ReadAsync() is not (null or { Type: FrameType.GoAway }))
        {
        }
    }
}
