namespace Aspire.Hosting.ApplicationModel;

/// <summary>What the engine makes of a resource.</summary>
internal enum ResourceKind
{
    /// <summary>Nothing: it is a value, belongs to another resource, or looks after itself.</summary>
    None,
    Container,
    Executable,
    Project,
}

internal static class ResourceKindExtensions
{
    public static ResourceKind GetKind(this IResource resource) => resource switch
    {
        // An image turns any resource into a container.
        _ when resource.IsContainer() => ResourceKind.Container,
        ProjectResource => ResourceKind.Project,
        ExecutableResource => ResourceKind.Executable,
        _ => ResourceKind.None,
    };

    public static bool IsRunByEngine(this IResource resource) => resource.GetKind() is not ResourceKind.None;

    /// <summary>The type the dashboard shows: the kind, or for anything else the name of its class without <c>Resource</c>.</summary>
    public static string GetTypeName(this IResource resource)
    {
        const string Suffix = "Resource";
        if (resource.GetKind() is not ResourceKind.None and var kind)
        {
            return kind.ToString();
        }

        var name = resource.GetType().Name;
        return name.EndsWith(Suffix, StringComparison.Ordinal) && name.Length > Suffix.Length ? name[..^Suffix.Length] : name;
    }
}
