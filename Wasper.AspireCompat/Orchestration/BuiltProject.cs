using System.Runtime.InteropServices;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>How to run what a project was built to.</summary>
/// <param name="ProjectPath">The project file.</param>
/// <param name="Folder">The project's folder, in which it runs: its settings are there.</param>
/// <param name="Runtime">The program <c>dotnet</c>.</param>
/// <param name="Assembly">What it runs.</param>
internal sealed record ProjectProgram(string ProjectPath, string Folder, string Runtime, string Assembly);

/// <summary>
/// Finds what a project was built to. The AppHost's project refers to those that it runs, so they are built together with it and in the same configuration.
/// Running the assembly itself saves the second that <c>dotnet run</c> takes to evaluate the project, and SIGTERM reaches the program.
/// </summary>
/// <param name="ownFolder">Where this program was built to.</param>
internal sealed class BuiltProject(string ownFolder)
{
    private const string RuntimeConfig = ".runtimeconfig.json";

    private readonly string _ownFolder = Path.TrimEndingDirectorySeparator(ownFolder);

    /// <exception cref="DistributedApplicationException">It is not built.</exception>
    public ProjectProgram Find(ProjectResource project)
    {
        var path = project.GetProjectMetadata().ProjectPath;
        if (!File.Exists(path))
        {
            throw new DistributedApplicationException($"there is no project '{path}'.");
        }

        var folder = Path.GetDirectoryName(path)!;
        var name = Path.GetFileNameWithoutExtension(path);
        var assembly = Folders(folder, name).Select(candidate => AssemblyIn(candidate, name)).FirstOrDefault(found => found is not null)
            ?? throw new DistributedApplicationException($"its project is not built: there is no '{Path.Combine(Folders(folder, name).First(), name + ".dll")}'; run 'dotnet build {path}'.");
        return new ProjectProgram(path, folder, Runtime(), assembly);
    }

    /// <summary>The usual layout, <c>bin/Debug/net10.0</c>, with this program's framework or another; then the one of UseArtifactsOutput, <c>bin/&lt;name&gt;/debug</c>.</summary>
    private IEnumerable<string> Folders(string projectFolder, string name)
    {
        var (parent, last) = (Path.GetDirectoryName(_ownFolder)!, Path.GetFileName(_ownFolder));
        var output = Path.Combine(projectFolder, "bin", Path.GetFileName(parent));
        yield return Path.Combine(output, last);
        if (Directory.Exists(output))
        {
            foreach (var other in new DirectoryInfo(output).EnumerateDirectories().OrderByDescending(other => other.LastWriteTimeUtc))
            {
                yield return other.FullName;
            }
        }

        yield return Path.Combine(Path.GetDirectoryName(parent) ?? parent, name, last);
    }

    /// <summary>A program has a runtime configuration beside it. It is named like the project unless that says otherwise.</summary>
    private static string? AssemblyIn(string folder, string name)
    {
        if (!Directory.Exists(folder))
        {
            return null;
        }

        var usual = Path.Combine(folder, name + RuntimeConfig);
        var config = File.Exists(usual) ? usual : Directory.GetFiles(folder, "*" + RuntimeConfig) is [var only] ? only : null;
        var assembly = config is null ? null : config[..^RuntimeConfig.Length] + ".dll";
        return File.Exists(assembly) ? assembly : null;
    }

    /// <summary>The <c>dotnet</c> that this process runs on, whatever is first in PATH: it is sure to have the framework.</summary>
    private static string Runtime()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var path = Path.GetFullPath(Path.Combine("..", "..", "..", name), RuntimeEnvironment.GetRuntimeDirectory());
        return File.Exists(path) ? path : name;
    }
}
