using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Aspire.Hosting;

/// <summary>The AppHost itself: its assembly, its folder, and a hash that tells it from other clones on this machine.</summary>
internal sealed class AppHostProject
{
    /// <summary>The setting that holds <see cref="Hash"/>.</summary>
    public const string HashKey = "AppHost:Sha256";

    // Aspire.AppHost.Sdk writes it into the assembly.
    private const string ProjectPathKey = "apphostprojectpath";

    public AppHostProject(DistributedApplicationOptions options)
    {
        Assembly = options.AssemblyName is { } name ? Assembly.Load(name) : Assembly.GetEntryAssembly();
        Name = Assembly?.GetName().Name ?? "AppHost";
        Directory = Path.GetFullPath(options.ProjectDirectory ?? FindDirectory(Assembly) ?? Environment.CurrentDirectory);
        FullName = Path.Combine(Directory, Name);
        Hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(FullName.ToLowerInvariant())));
    }

    public Assembly? Assembly { get; }

    public string Name { get; }

    public string Directory { get; }

    public string FullName { get; }

    /// <summary>64 hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>The project's folder on the machine that built it; an AppHost that was copied elsewhere has none.</summary>
    private static string? FindDirectory(Assembly? assembly) => assembly?.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Where(metadata => metadata.Key == ProjectPathKey && System.IO.Directory.Exists(metadata.Value))
        .Select(metadata => metadata.Value)
        .FirstOrDefault();
}
