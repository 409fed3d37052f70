using Wasper.BinaryCache;

namespace Wasper.Tests.EndToEnd.Containers;

/// <summary>The Docker engine that the tests of the containers share, with the stand-in images in it; or why there is none.</summary>
/// <remarks>
/// An engine that answers is used as it is. Where none does, one may be started for these tests alone: as root on Debian, and only when
/// <c>CI=true</c> or <c>WASPER_TEST_DOCKERD=1</c> allows it, because that may install packages.
/// </remarks>
public sealed class ContainerEngine : IAsyncLifetime
{
    private static readonly string[] _packages = ["docker.io", "debootstrap", "iptables"];

    private PrivateDockerd? _dockerd;
    private string? _reason;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static bool MayInstall
        => Environment.GetEnvironmentVariable("CI") == "true" || Environment.GetEnvironmentVariable("WASPER_TEST_DOCKERD") == "1";

    /// <summary>The variables that a child process needs to reach the engine.</summary>
    public IReadOnlyDictionary<string, string> Variables
        => _dockerd is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["DOCKER_HOST"] = _dockerd.Address };

    public async ValueTask InitializeAsync()
    {
        _reason = await FindReasonAgainstAsync();
        if (_reason is null)
        {
            await BuildImagesAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_dockerd is not null)
        {
            await _dockerd.DisposeAsync();
        }
    }

    public void SkipWithoutEngine() => Assert.SkipWhen(_reason is not null, _reason ?? "");

    /// <summary>Runs the Docker client against this engine, whatever its exit code.</summary>
    public Task<ToolResult> RunAsync(params IEnumerable<string> arguments) => Tool("docker", arguments, TimeSpan.FromMinutes(1)).RunAsync(Token);

    /// <summary>Removes something with the Docker client, even when the test has been cancelled.</summary>
    public Task<ToolResult> RemoveAsync(params IEnumerable<string> arguments)
        => Tool("docker", arguments, TimeSpan.FromMinutes(1)).RunAsync(CancellationToken.None);

    /// <summary>Runs the Docker client against this engine, requires that it succeeds, and gives what it printed.</summary>
    public async Task<string> RequireAsync(params string[] arguments)
        => (await Tool("docker", arguments, TimeSpan.FromMinutes(1)).RunCheckedAsync($"docker {arguments[0]}", Token)).Output.Trim();

    private async Task<string?> FindReasonAgainstAsync()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !File.Exists("/etc/debian_version"))
        {
            return "The stand-in images are built with debootstrap: run the tests as root on Debian or Ubuntu.";
        }

        var answers = await AnswersAsync();
        if (!answers && !MayInstall)
        {
            return "No Docker engine answers: start one, or allow these tests to start one of their own with WASPER_TEST_DOCKERD=1.";
        }

        if (!IsOnPath("debootstrap") || !(answers || (IsOnPath("dockerd") && IsOnPath("iptables"))))
        {
            if (!MayInstall)
            {
                return "The stand-in images are built with debootstrap: install it, or allow these tests to with WASPER_TEST_DOCKERD=1.";
            }

            await InstallAsync();
        }

        return answers ? null : await StartDockerdAsync();
    }

    private async Task<string?> StartDockerdAsync()
    {
        try
        {
            _dockerd = await PrivateDockerd.StartAsync(Token);
            return null;
        }
        catch (InvalidOperationException exception)
        {
            // A container without privileges, say: that is the machine's limit, not a defect of the images.
            return $"This machine can't run a Docker engine: {exception.Message}";
        }
    }

    private static async Task<bool> AnswersAsync()
        => IsOnPath("docker") && (await new ToolProcess("docker", "version") { Limit = TimeSpan.FromSeconds(20) }.RunAsync(Token)).ExitCode == 0;

    private static async Task InstallAsync()
    {
        await new ToolProcess("apt-get", "update") { Limit = TimeSpan.FromMinutes(3) }.RunCheckedAsync("apt-get update", Token);
        await new ToolProcess("apt-get", ["install", "-y", "--no-install-recommends", .. _packages]) { Limit = TimeSpan.FromMinutes(10) }
            .With("DEBIAN_FRONTEND", "noninteractive")
            .RunCheckedAsync($"Installing {string.Join(", ", _packages)}", Token);
    }

    private Task<ToolResult> BuildImagesAsync()
        => Tool(Path.Combine(Repository.Root, "eng", "stand-in-images", "build.sh"), BuildableImages(), TimeSpan.FromMinutes(15))
            .RunCheckedAsync("Building the stand-in images", Token);

    private static IEnumerable<string> BuildableImages()
        => File.Exists(Path.Combine(Repository.Root, "Wasper.Sandbox", "package-lock.json")) ? ["postgres", "redis", "activepieces"] : ["postgres", "redis"];

    private static bool IsOnPath(string program)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private ToolProcess Tool(string program, IEnumerable<string> arguments, TimeSpan limit)
    {
        var tool = new ToolProcess(program, arguments) { Limit = limit };
        foreach (var (name, value) in Variables)
        {
            tool.With(name, value);
        }

        return tool;
    }
}
