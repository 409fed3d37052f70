using System.Diagnostics;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Dcp.Objects;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Wasper.Tests.AspireCompat.Dcp;

/// <summary>A real DCP and a folder for the scripts it runs.</summary>
internal sealed class DcpTestRun : IAsyncDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private static readonly Lazy<DcpBundle> _bundle = new(() => Task.Run(FindOrFetchAsync).GetAwaiter().GetResult());

    private DcpTestRun(DcpHost host, DirectoryInfo folder)
    {
        Host = host;
        Folder = folder;
    }

    public DcpHost Host { get; }

    public DcpClient Client => Host.Client;

    public DirectoryInfo Folder { get; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>DCP and the dashboard of this machine; fetched where they are not there yet, as an application does.</summary>
    public static DcpBundle Bundle
    {
        get
        {
            Assert.SkipWhen(OperatingSystem.IsWindows(), "The scripts of these tests need a Unix shell.");
            return _bundle.Value;
        }
    }

    public static async Task<DcpTestRun> StartAsync(Func<DcpOptions, DcpOptions>? configure = null)
    {
        var dcp = Bundle.DcpPath;
        var options = new DcpOptions();
        var host = await DcpHost.StartAsync(configure?.Invoke(options) ?? options, dcp, NullLoggerFactory.Instance, Token);
        return new DcpTestRun(host, Directory.CreateTempSubdirectory("wasper-test-"));
    }

    /// <summary>Has DCP run a shell script, and returns once it has printed the line <c>up</c>.</summary>
    public async Task<DcpExecutable> RunScriptAsync(string name, string body)
    {
        var created = await CreateScriptAsync(name, body);
        await foreach (var line in Client.ReadLogAsync<DcpExecutable>(name, created.Metadata.Uid, DcpLogSource.Stdout, follow: true, NullLogger.Instance, Token).WithCancellation(Token))
        {
            if (line.Text == "up")
            {
                break;
            }
        }

        return await WaitAsync(async () => await Client.GetAsync<DcpExecutable>(name, Token), item => item?.Status?.Pid > 0)
            ?? throw new InvalidOperationException($"'{name}' has gone.");
    }

    public async Task<DcpExecutable> CreateScriptAsync(string name, string body)
    {
        var path = Path.Combine(Folder.FullName, name + ".sh");
        await File.WriteAllTextAsync(path, "#!/bin/sh\n" + body + "\n", Token);
        return await Client.CreateAsync(
            new DcpExecutable
            {
                Metadata = new DcpMetadata { Name = name },
                Spec = new DcpExecutableSpec { ExecutablePath = "/bin/sh", Args = [path], WorkingDirectory = Folder.FullName, AmbientEnvironment = DcpAmbientEnvironment.Inherit },
            },
            Token);
    }

    public async Task<int> ReadPidAsync(string file) =>
        int.Parse(await WaitAsync(() => Task.FromResult(TryRead(Path.Combine(Folder.FullName, file))), text => text.Length > 0), System.Globalization.CultureInfo.InvariantCulture);

    public static async Task<T> WaitAsync<T>(Func<Task<T>> read, Func<T, bool> isReached, TimeSpan? limit = null)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var value = await read();
            if (isReached(value))
            {
                return value;
            }

            Assert.True(watch.Elapsed < (limit ?? _limit), $"Not reached within {(limit ?? _limit).TotalSeconds} s; last seen: {(value is System.Collections.IEnumerable list and not string ? string.Join(" | ", list.Cast<object>()) : value)}");
            await Task.Delay(20, Token);
        }
    }

    public static bool Lives(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            // A zombie waits for its parent only; it runs nothing any more.
            return !OperatingSystem.IsLinux() || !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is ArgumentException or IOException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Host.StopAsync();
        Folder.Delete(recursive: true);
    }

    private static string TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (IOException)
        {
            return string.Empty;
        }
    }

    private static Task<DcpBundle> FindOrFetchAsync()
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        return new DcpLocator(DcpOptions.Read(configuration), configuration).FindOrFetchAsync(progress: null, CancellationToken.None);
    }
}
