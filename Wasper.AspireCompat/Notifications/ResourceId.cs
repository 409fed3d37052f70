using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// The ids of the resources. What the engine runs has an instance, whose id is the resource's name and a suffix, <c>redis-x7k2m9qw</c>: telemetry carries the
/// suffix as its instance, and containers are named by it. Everything else, a parameter or a database, goes by its name.
/// </summary>
internal static class ResourceId
{
    private const string Characters = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int SuffixLength = 8;

    // Beside the resource, not among its annotations: ids are asked for while others read those.
    private static readonly ConditionalWeakTable<IResource, string> _suffixes = [];

    public static string Of(IResource resource) => SuffixOf(resource) is { } suffix ? $"{resource.Name}-{suffix}" : resource.Name;

    /// <summary>The instance's part of the id; null for what has no instance.</summary>
    public static string? SuffixOf(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return resource.IsRunByEngine() ? _suffixes.GetValue(resource, _ => RandomNumberGenerator.GetString(Characters, SuffixLength)) : null;
    }
}
