namespace Aspire.Hosting.ApplicationModel;

/// <summary>A folder or volume that a container sees.</summary>
public sealed class ContainerMountAnnotation : IResourceAnnotation
{
    /// <param name="source">A full path for a bind mount, a name for a volume; null for a volume without a name.</param>
    /// <param name="target">A full path in the container.</param>
    /// <param name="type">Folder or volume.</param>
    /// <param name="isReadOnly">Whether the container may only read it.</param>
    public ContainerMountAnnotation(string? source, string target, ContainerMountType type, bool isReadOnly)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        if (type == ContainerMountType.BindMount && !Path.IsPathRooted(source))
        {
            throw new ArgumentException($"The bind mount on '{target}' needs a full path, not '{source}'.", nameof(source));
        }

        if (type == ContainerMountType.Volume && source is null && isReadOnly)
        {
            throw new ArgumentException($"The volume on '{target}' has no name, so it is empty: it cannot be read-only.", nameof(isReadOnly));
        }

        Source = source;
        Target = target;
        Type = type;
        IsReadOnly = isReadOnly;
    }

    /// <summary>A full path for a bind mount, a name for a volume; null for a volume without a name.</summary>
    public string? Source { get; }

    /// <summary>A full path in the container.</summary>
    public string Target { get; }

    /// <summary>Folder or volume.</summary>
    public ContainerMountType Type { get; }

    /// <summary>Whether the container may only read it.</summary>
    public bool IsReadOnly { get; }
}

/// <summary>The kind of a container's mount.</summary>
public enum ContainerMountType
{
    /// <summary>A folder of this machine.</summary>
    BindMount,

    /// <summary>A volume of the container runtime.</summary>
    Volume,
}
