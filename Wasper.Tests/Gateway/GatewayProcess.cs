using System.Diagnostics;
using System.Net.Security;
using System.Text;
using Wasper.Tests.BinaryCache;
using Wasper.Tests.Embedded;

namespace Wasper.Tests.Gateway;

/// <summary>The gateway as a program of its own, as an orchestrator starts it.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    public GatewayProcess(int upstreamPort, params (string Key, string Value)[] environment)
        : this(upstreamPort, [], environment)
    {
    }

    public GatewayProcess(int upstreamPort, IEnumerable<string> arguments, (string Key, string Value)[] environment)
    {
        HttpPort = Loopback.FreePort();
        HttpsPort = Loopback.FreePort();
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Wasper.Gateway.dll") },
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        (string Key, string Value)[] own =
        [
            ("Gateway__Upstream", $"http://localhost:{upstreamPort}"), ("Gateway__HttpPort", $"{HttpPort}"), ("Gateway__HttpsPort", $"{HttpsPort}"),
            ("Gateway__AppPage__CheckSeconds", "0"),
            ("Gateway__HealthPollSeconds", "0"), ("Gateway__Hold__Seconds", "0"),
        ];
        foreach (var (key, value) in own.Concat(environment))
        {
            start.Environment[key] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int HttpPort { get; }

    public int HttpsPort { get; }

    public int Id => _process.Id;

    /// <summary>The folder the gateway runs in.</summary>
    public string Folder => _folder.Path;

    /// <summary>Everything written to the console so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>A client that trusts the certificate in the folder the gateway runs in.</summary>
    public HttpClient CreateClient() => CreateClient(_folder["certs/cert.pem"], HttpsPort);

    /// <summary>A client that trusts the certificate in <paramref name="path"/>, on a port that the settings of the test name.</summary>
    public static HttpClient CreateClient(string path, int httpsPort) => new(new SocketsHttpHandler
    {
        SslOptions = GatewayUnderTest.Trust(path),
        UseProxy = false,
        ActivityHeadersPropagator = null,
    })
    {
        BaseAddress = new Uri($"https://localhost:{httpsPort}"),
    };

    /// <summary>A TLS connection for HTTP/2.</summary>
    public Task<SslStream> ConnectAsync()
    {
        var trust = GatewayUnderTest.Trust(_folder["certs/cert.pem"]);
        trust.ApplicationProtocols = [SslApplicationProtocol.Http2];
        return RawClient.SecureAsync(HttpsPort, trust);
    }

    /// <summary>Waits until the gateway answers its own health.</summary>
    public async Task WaitUntilHealthyAsync()
    {
        using var client = new HttpClient();
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                Assert.Equal("Healthy", await client.GetStringAsync(new Uri($"http://localhost:{HttpPort}/health"), TestContext.Current.CancellationToken));
                return;
            }
            catch (HttpRequestException) when (!_process.HasExited && Stopwatch.GetElapsedTime(started) < _limit)
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
            catch (HttpRequestException)
            {
                Assert.Fail($"The gateway does not answer:\n{Output}");
            }
        }
    }

    /// <summary>Asks the process to end, as an orchestrator does.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for the end of the process and of its output, and returns its exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(_limit, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _folder.Dispose();
    }

    private void Append(string? line)
    {
        if (line is null)
        {
            // The end of one of the two streams, not an empty line.
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
