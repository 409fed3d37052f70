using Microsoft.AspNetCore.Http;
using Wasper.Tests.Gateway.Protection;
using static Wasper.Tests.Gateway.Protection.Http2Connection;

namespace Wasper.Tests.Gateway.Listening;

/// <summary>Frames that cost their sender nothing.</summary>
public sealed class Http2FloodTests
{
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

    // Frames go out until the gateway closes.
    private static async Task FloodAsync(Func<Task> send)
    {
        try
        {
            await send();
        }
        catch (IOException)
        {
            // The connection has ended.
        }
    }

    private static async Task EndOfAsync(Http2Connection connection)
    {
        while (await connection.ReadAsync() is not (null or { Type: FrameType.GoAway }))
        {
        }
    }
}
