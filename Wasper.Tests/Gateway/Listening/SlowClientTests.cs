using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Wasper.Gateway.Protection;
using Wasper.Tests.Embedded;
using Wasper.Tests.Gateway.Protection;

namespace Wasper.Tests.Gateway.Listening;

/// <summary>Clients that hold on to a connection without using it.</summary>
public sealed class SlowClientTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ")]
    [InlineData("GET /")]
    public async Task Header_ThatDoesNotEnd_IsTimedOut(string beginning)
    {
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync("ok"));
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("Limits:HeaderSeconds", "1"));
        using var refusals = new CountedRefusals(gateway);

        var answer = await gateway.SendRawAsync(beginning);

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Equal([Refusal.SlowClient], refusals.Reasons);
    }

    [Fact]
    public async Task Body_ThatDoesNotCome_IsTimedOut()
    {
        await using var upstream = await UpstreamApp.StartAsync(CountAsync);
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("Limits:BodySeconds", "2"));
        using var refusals = new CountedRefusals(gateway);

        var answer = await gateway.SendRawAsync("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc");

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains(Refusal.SlowClient, refusals.Reasons);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Body_ThatPausesWithinTheLimit_ArrivesWhole(string version)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await UpstreamApp.StartAsync(async context =>
        {
            context.Features.GetRequiredFeature<IHttpMinRequestBodyDataRateFeature>().MinDataRate = null;
            await context.Request.Body.ReadExactlyAsync(new byte[PausingBody.First], context.RequestAborted);
            begun.SetResult();
            await CountAsync(context);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("Limits:BodySeconds", "60"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/")
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new PausingBody(begun.Task),
        };

        using var response = await gateway.Client.SendAsync(request, Cancelled);

        Assert.Equal($"{PausingBody.Rest}", await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Body_OfAWebhookThatDoesNotComeWhileTheAppIsAway_IsTimedOut()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(Loopback.FreePort(), ("Limits:BodySeconds", "2"));

        var answer = await gateway.SendRawAsync("POST /api/v1/webhooks/abc HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc");

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ThatNobodyReads_IsCut()
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await UpstreamApp.StartAsync(async context =>
        {
            context.RequestAborted.Register(gone.SetResult);
            var part = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(part, context.RequestAborted);
            }
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("Limits:WriteSeconds", "2"));
        await using var stream = await gateway.ConnectAsync();

        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Cancelled);
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
    }

    [Fact]
    public async Task Header_BeyondItsSize_IsCounted()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(9, ("Limits:HeaderKilobytes", "1"));
        using var refusals = new CountedRefusals(gateway);

        var answer = await gateway.SendRawAsync($"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: {new string('a', 2000)}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
        Assert.Equal([Refusal.TooLarge], refusals.Reasons);
    }

    private static async Task CountAsync(HttpContext context)
    {
        var body = await new StreamReader(context.Request.Body, Encoding.Latin1).ReadToEndAsync(context.RequestAborted);
        await context.Response.WriteAsync(body.Length.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Stops in the middle, for longer than the server would wait by its own settings, which are not to hold here.</summary>
    private sealed class PausingBody(Task begun) : HttpContent
    {
        public const int First = 3;
        public const int Rest = 1000;

        private static readonly TimeSpan _pause = TimeSpan.FromSeconds(7);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[First], Cancelled);
            await stream.FlushAsync(Cancelled);
            await begun;
            await Task.Delay(_pause, Cancelled);
            await stream.WriteAsync(new byte[Rest], Cancelled);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = First + Rest;
            return true;
        }
    }
}
