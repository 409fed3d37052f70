namespace Aspire.Hosting.ApplicationModel;

/// <summary>The image of a container.</summary>
public sealed class ContainerImageAnnotation : IResourceAnnotation
{
    private string? _tag;
    private string? _sha256;

    /// <summary>The registry, such as <c>docker.io</c>; null leaves the choice to the container runtime.</summary>
    public string? Registry { get; set; }

    /// <summary>The image without registry and tag: <c>library/postgres</c>.</summary>
    public required string Image { get; set; }

    /// <summary>The tag; setting it drops the digest.</summary>
    public string? Tag
    {
        get => _tag;
        set => (_tag, _sha256) = (value, null);
    }

    /// <summary>The digest, 64 hexadecimal digits; setting it drops the tag.</summary>
    public string? SHA256
    {
        get => _sha256;
        set => (_tag, _sha256) = (null, value);
    }
}

/// <summary>When the container runtime fetches the image.</summary>
public sealed class ContainerImagePullPolicyAnnotation : IResourceAnnotation
{
    /// <summary>When to fetch.</summary>
    public required ImagePullPolicy ImagePullPolicy { get; set; }
}

/// <summary>When an image is fetched.</summary>
public enum ImagePullPolicy
{
    /// <summary>As the container runtime does by itself.</summary>
    Default,

    /// <summary>On every start.</summary>
    Always,

    /// <summary>If this machine does not have it.</summary>
    Missing,

    /// <summary>Not at all.</summary>
    Never,
}

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

/// <summary>How long a container lives.</summary>
public sealed class ContainerLifetimeAnnotation : IResourceAnnotation
{
    /// <summary>How long it lives.</summary>
    public required ContainerLifetime Lifetime { get; set; }
}

/// <summary>How long a container lives.</summary>
public enum ContainerLifetime
{
    /// <summary>As long as the application.</summary>
    Session,

    /// <summary>It stays when the application ends, and the next start takes it up again.</summary>
    Persistent,
}

/// <summary>The name that a container has in its runtime.</summary>
public sealed class ContainerNameAnnotation : IResourceAnnotation
{
    /// <summary>The name.</summary>
    public required string Name { get; set; }
}

/// <summary>Another name of a container on its network.</summary>
public sealed class ContainerNetworkAliasAnnotation(string alias) : IResourceAnnotation
{
    /// <summary>The name.</summary>
    public string Alias { get; } = alias;

    /// <summary>The network.</summary>
    public NetworkIdentifier Network { get; set; } = KnownNetworkIdentifiers.DefaultAspireContainerNetwork;
}

/// <summary>Adds arguments of the container runtime itself, such as <c>--memory 1g</c>.</summary>
public sealed class ContainerRuntimeArgsCallbackAnnotation : IResourceAnnotation
{
    /// <summary>Adds arguments by an asynchronous callback.</summary>
    public ContainerRuntimeArgsCallbackAnnotation(Func<ContainerRuntimeArgsCallbackContext, Task> callback) => Callback = callback;

    /// <summary>Adds arguments to the list.</summary>
    public ContainerRuntimeArgsCallbackAnnotation(Action<IList<object>> callback) => Callback = context =>
    {
        callback(context.Args);
        return Task.CompletedTask;
    };

    /// <summary>Called when the container is about to be created.</summary>
    public Func<ContainerRuntimeArgsCallbackContext, Task> Callback { get; }
}

/// <summary>The arguments of the container runtime so far.</summary>
public sealed class ContainerRuntimeArgsCallbackContext(IList<object> args, CancellationToken cancellationToken = default)
{
    /// <summary>Texts and values that are known once the application runs.</summary>
    public IList<object> Args { get; } = args;

    /// <summary>Cancelled when the application ends.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}
