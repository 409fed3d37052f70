using System.Runtime.InteropServices;

namespace Wasper.BinaryCache;

/// <summary>DCP and the Aspire dashboard.</summary>
/// <param name="DcpPath">The program <c>dcp</c>.</param>
/// <param name="DashboardPath">The program <c>aspire-managed</c>, whose first argument is <c>dashboard</c>.</param>
public sealed record AspireBundle(string DcpPath, string DashboardPath)
{
    internal const string Version = "13.5.4";

    private static readonly TimeSpan _setupLimit = TimeSpan.FromMinutes(2);

    internal static AspireBundle In(string folder)
    {
        var ending = OperatingSystem.IsWindows() ? ".exe" : "";
        return new(Path.Combine(folder, "dcp", "dcp" + ending), Path.Combine(folder, "managed", "aspire-managed" + ending));
    }

    internal static NpmPackage Package => new(
        $"@microsoft/aspire-cli-{Platform.Name("osx", "win")}",
        Version,
        // Of the registry, read on 2026-11-24; the siblings are checked by npm alone.
        Platform.IsLinuxX64 ? "8PWeRHM1+QwQB2wxDnfPsimi3EW01r04b4DjX0jIDE78SlfJabwVfYArW/48vDzYvPzKSRye6DIPVAsCFoXjBA==" : null);

    internal static async Task FillAsync(string folder, Action<string> say, CancellationToken cancellationToken)
    {
        var package = Directory.CreateDirectory(Path.Combine(folder, "package")).FullName;
        var home = Directory.CreateDirectory(Path.Combine(folder, "home")).FullName;
        await NpmClient.UnpackAsync(Package, package, say, cancellationToken);

        say("extracting DCP and the dashboard");
        var cli = Path.Combine(package, "bin", OperatingSystem.IsWindows() ? "aspire.exe" : "aspire");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(cli, FileModes.Folder);
        }

        // It extracts beside itself, and keeps logs and settings in the home folder: not in the user's.
        var setup = new ToolProcess(cli, "setup", "--non-interactive", "--nologo") { Limit = _setupLimit, WorkingDirectory = package }
            .With("HOME", home).With("USERPROFILE", home).With("XDG_CACHE_HOME", null)
            .With("ASPIRE_CLI_TELEMETRY_OPTOUT", "1");
        var result = await setup.RunAsync(cancellationToken);
        var versions = Path.Combine(package, "versions");
        var bundle = Directory.Exists(versions) ? Directory.GetDirectories(versions).SingleOrDefault() : null;
        if (result.ExitCode != 0 || bundle is null || !File.Exists(In(bundle).DcpPath) || !File.Exists(In(bundle).DashboardPath))
        {
            throw new DamagedDownloadException($"the Aspire bundle can't be extracted: {result.Tail}");
        }

        foreach (var part in Directory.GetDirectories(bundle))
        {
            Directory.Move(part, Path.Combine(folder, Path.GetFileName(part)));
        }

        Directory.Delete(package, recursive: true);
        Directory.Delete(home, recursive: true);
    }
}

internal static class Platform
{
    public static bool IsLinuxX64 => OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64;

    /// <summary>As npm packages name it: <c>linux-x64</c>.</summary>
    public static string Name(string macOS, string windows)
    {
        var system = OperatingSystem.IsMacOS() ? macOS : OperatingSystem.IsWindows() ? windows : "linux";
        return $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
    }
}
