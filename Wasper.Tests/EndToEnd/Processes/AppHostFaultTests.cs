using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.EndToEnd.Processes;

/// <summary>What users do wrong, and what happens to them.</summary>
[Collection<AppHostProcessGroup>]
public sealed class AppHostFaultTests : IDisposable
{
    // Promised in the README: everything ends within this after Ctrl+C or SIGTERM, and within the other after kill -9.
    private static readonly TimeSpan _stopPromise = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _killPromise = TimeSpan.FromSeconds(15);

    private readonly TemporaryFolder _data = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Start_PortInUse_NamesPortAndOwnerAndStartsNothing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        await using var host = AppHostProcess.Start(_data.Path, $"--Wasper:HttpsPort={port}");

        Assert.Equal(1, await host.WaitForExitAsync());
        Assert.Contains($"Port {port}, for 'gateway', is in use by ", host.Output, StringComparison.Ordinal);
        Assert.Contains($"(process {Environment.ProcessId})", host.Output, StringComparison.Ordinal);
        AssertTidy(host);
        Assert.Empty(Directory.GetFileSystemEntries(_data.Path));
    }

    [Theory]
    [InlineData("--Wasper:Runtime=kubernetes", "Wasper:Runtime is 'kubernetes'")]
    [InlineData("--Wasper:HttpPort=http", "Wasper:HttpPort is 'http'")]
    [InlineData("--Parameters:postgres-image=postgres", "Parameters:postgres-image is 'postgres'")]
    [InlineData("--Parameters:encryption-key=abc", "Parameters:encryption-key has 3 characters")]
    public async Task Start_BadSetting_NamesKeyAndValue(string argument, string sentence)
    {
        await using var host = AppHostProcess.Start(_data.Path, argument);

        Assert.Equal(1, await host.WaitForExitAsync());
        Assert.Contains(sentence, host.Output, StringComparison.Ordinal);
        AssertTidy(host);
        Assert.Empty(Directory.GetFileSystemEntries(_data.Path));
    }

    [Fact]
    public async Task Start_DataOfAnotherMajor_NamesBothVersionsAndKeepsTheData()
    {
        var folder = Directory.CreateDirectory(_data["postgres"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "PG_VERSION"), "16\n", Token);

        await using var host = AppHostProcess.Start(_data.Path);

        Assert.Equal(1, await host.WaitForExitAsync(TimeSpan.FromMinutes(2)));
        Assert.Contains("is of PostgreSQL 16, and the stack runs 14", host.Output, StringComparison.Ordinal);
        AssertTidy(host);
        Assert.Equal("16\n", await File.ReadAllTextAsync(Path.Combine(folder, "PG_VERSION"), Token));
    }

    [Fact]
    public async Task Life_StopKillAndOtherSecrets_LeavesNothingBehindAndKeepsTheData()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The processes that are left are found in /proc.");

        (string Run, string UserToken) sent;
        await using (var first = AppHostProcess.Start(_data.Path))
        {
            await first.WaitUntilHealthyAsync();
            sent = await Webhooks.SendAsync(first, "kept"u8.ToArray(), Token);
            var killed = Stopwatch.GetTimestamp();
            first.Process.Kill();
            await AssertNothingRunsAsync(killed, _killPromise);
        }

        await using (var second = AppHostProcess.Start(_data.Path))
        {
            await second.WaitUntilHealthyAsync();
            await Webhooks.WaitForRunAsync(second, sent, Token);
            var interrupted = Stopwatch.GetTimestamp();
            second.Signal("INT");
            Assert.Equal(0, await second.WaitForExitAsync());
            await AssertNothingRunsAsync(interrupted, _stopPromise);
            AssertTidy(second);
        }

        await using var third = AppHostProcess.Start(_data.Path, "--Parameters:postgres-password=00000000000000000000000000000000");
        Assert.Equal(1, await third.WaitForExitAsync());
        Assert.Contains("another value of Parameters:postgres-password", third.Output, StringComparison.Ordinal);
        AssertTidy(third);
    }

    private async Task AssertNothingRunsAsync(long since, TimeSpan promise)
    {
        IReadOnlyList<string> left;
        while ((left = ProcessesOf.Folder(_data.Path)).Count > 0)
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < promise, $"After {promise.TotalSeconds:0} s there still run:\n{string.Join('\n', left)}");
            await Task.Delay(100, Token);
        }
    }

    /// <summary>The output has no stack trace, and nothing of a start that did not take place.</summary>
    private static void AssertTidy(AppHostProcess host)
    {
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("was not healthy within", host.Output, StringComparison.Ordinal);
    }
}
