using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Wasper.BackupService.Configuration;
using Wasper.BinaryCache;
using Wasper.Tests.Embedded;

namespace Wasper.Tests.BackupService.Rig;

/// <summary>The real program in a process of its own: the service, or one command.</summary>
internal sealed class BackupProgram : IAsyncDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private readonly StringBuilder _log = new();
    private readonly Process _process;
    private readonly Task _reading;

    private BackupProgram(BackupSettings settings, string address, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(BackupOptions).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["ASPNETCORE_URLS"] = address;
        foreach (var (name, value) in settings.Environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _reading = Task.WhenAll(CollectAsync(_process.StandardOutput, Output), CollectAsync(_process.StandardError, Errors));
        Client = new HttpClient { BaseAddress = new Uri(address), Timeout = _limit };
    }

    public HttpClient Client { get; }

    public int Id => _process.Id;

    public int ExitCode => _process.ExitCode;

    public StringBuilder Output { get; } = new();

    public StringBuilder Errors { get; } = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The service, once it answers.</summary>
    public static async Task<BackupProgram> ServeAsync(BackupSettings settings)
    {
        var service = new BackupProgram(settings, $"http://127.0.0.1:{Loopback.FreePort()}", []);
        try
        {
            await Deadline.UntilAsync("the service answers", service.AnswersAsync, _limit);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>A command that has begun.</summary>
    public static BackupProgram Begin(BackupSettings settings, params string[] arguments) => new(settings, "http://127.0.0.1:9", arguments);

    /// <summary>A command that has ended.</summary>
    public static async Task<BackupProgram> RunAsync(BackupSettings settings, params string[] arguments)
    {
        var program = Begin(settings, arguments);
        await program.EndAsync();
        return program;
    }

    public string Said()
    {
        lock (_log)
        {
            return _log.ToString();
        }
    }

    public async Task EndAsync()
    {
        await _process.WaitForExitAsync(Token).WaitAsync(_limit, Token);
        await _reading.WaitAsync(_limit, Token);
    }

    public async Task TerminateAsync()
    {
        await new ToolProcess("kill", "-TERM", $"{Id}").RunCheckedAsync("kill", Token);
        await EndAsync();
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await EndAsync();
    }

    public Task<HttpResponseMessage> BackupAsync(CancellationToken? cancellationToken = null) => Client.PostAsync("/backups", null, cancellationToken ?? Token);

    public Task<JsonElement> GetAsync(string path) => Client.GetFromJsonAsync<JsonElement>(path, Token);

    /// <summary>Its pg_dump, as soon as there is one.</summary>
    public async Task<int> DumpProcessAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for pg_dump in /proc.");
        int? found = null;
        await Deadline.UntilAsync("pg_dump runs", () => (found = ProcessTable.FindChild(Id, "pg_dump", "--format=custom")) is not null);
        return found!.Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        Client.Dispose();
        _process.Dispose();
    }

    private async Task<bool> AnswersAsync()
    {
        Assert.False(_process.HasExited, string.Create(CultureInfo.InvariantCulture, $"The service ended: {Said()}"));
        try
        {
            return (await Client.GetAsync("/alive", Token)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task CollectAsync(StreamReader reader, StringBuilder into)
    {
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
        {
            lock (_log)
            {
                into.AppendLine(line);
                _log.AppendLine(line);
            }
        }
    }
}
