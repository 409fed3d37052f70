using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Wasper.Tests.Gateway.Proxy;

/// <summary>Bodies pass through the gateway, they do not collect in it.</summary>
public sealed class StreamingMemoryTests
{
    private const int Megabyte = 1024 * 1024;

    /// <summary>For the collector's room to breathe and the buffers of a few connections; either body is larger than this.</summary>
    private const long AllowedGrowth = 48 * Megabyte;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Upload_99Megabytes_TakesNoMemory(string version)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads the process's memory from /proc.");
        const int Length = 99 * Megabyte;
        await using var upstream = await UpstreamApp.StartAsync(async context =>
        {
            // Slower than the client: what the app does not take yet must wait with the client.
            var buffer = new byte[Megabyte];
            var count = 0L;
            int read;
            while ((read = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted)) > 0)
            {
                count += read;
                await Task.Delay(5, context.RequestAborted);
            }

            await context.Response.WriteAsync(count.ToString(CultureInfo.InvariantCulture));
        });
        await using var gateway = new GatewayProcess(upstream.Port);
        await gateway.WaitUntilHealthyAsync();
        using var client = gateway.CreateClient();
        await ExchangeAsync(client, version, 1);
        var before = ProcessMemory.ResidentOf(gateway.Id);

        Assert.Equal($"{Length}", await ExchangeAsync(client, version, Length));

        Assert.InRange(ProcessMemory.PeakOf(gateway.Id) - before, 0, AllowedGrowth);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Download_200MegabytesToASlowReader_TakesNoMemory(string version)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads the process's memory from /proc.");
        const int Length = 200 * Megabyte;
        await using var upstream = await UpstreamApp.StartAsync(async context =>
        {
            var part = new byte[Megabyte];
            for (var i = 0; i < Length / Megabyte; i++)
            {
                await context.Response.Body.WriteAsync(part, context.RequestAborted);
            }
        });
        await using var gateway = new GatewayProcess(upstream.Port);
        await gateway.WaitUntilHealthyAsync();
        using var client = gateway.CreateClient();
        await ExchangeAsync(client, version, 1, read: 1);
        var before = ProcessMemory.ResidentOf(gateway.Id);
        using var request = Request(version, 1);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        await using var body = await response.Content.ReadAsStreamAsync(Cancelled);
        var buffer = new byte[Megabyte];
        var total = 0L;
        int got;
        while ((got = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, Cancelled)) > 0)
        {
            total += got;
            await Task.Delay(5, Cancelled);
        }

        Assert.Equal(Length, total);
        Assert.InRange(ProcessMemory.PeakOf(gateway.Id) - before, 0, AllowedGrowth);
    }

    private static async Task<string> ExchangeAsync(HttpClient client, string version, int length, int? read = null)
    {
        using var request = Request(version, length);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Version.Parse(version), response.Version);
        if (read is { } bytes)
        {
            await using var body = await response.Content.ReadAsStreamAsync(Cancelled);
            await body.ReadExactlyAsync(new byte[bytes], Cancelled);
            return "";
        }

        return await response.Content.ReadAsStringAsync(Cancelled);
    }

    private static HttpRequestMessage Request(string version, int length) => new(HttpMethod.Post, "/")
    {
        Version = Version.Parse(version),
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Content = new ByteArrayContent(new byte[length]),
    };
}
