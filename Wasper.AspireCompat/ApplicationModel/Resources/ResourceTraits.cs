using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that a compute environment can run: what is deployed.</summary>
public interface IComputeResource : IResource;

/// <summary>A resource with command line arguments.</summary>
public interface IResourceWithArgs : IResource;

/// <summary>A resource with environment variables.</summary>
public interface IResourceWithEnvironment : IResource;

/// <summary>A resource that others reach over the network.</summary>
public interface IResourceWithEndpoints : IResource;

/// <summary>A resource that starts only once others are ready.</summary>
public interface IResourceWithWaitSupport : IResource;

/// <summary>A resource whose state can be probed by its host.</summary>
[Experimental("ASPIREPROBES001")]
public interface IResourceWithProbes : IResource;

/// <summary>A resource that never starts or stops, such as a parameter.</summary>
public interface IResourceWithoutLifetime : IResource;

/// <summary>A resource that belongs to another one, as a database does to its server.</summary>
public interface IResourceWithParent : IResource
{
    /// <summary>The resource it belongs to.</summary>
    IResource Parent { get; }
}

/// <inheritdoc cref="IResourceWithParent" />
public interface IResourceWithParent<out T> : IResourceWithParent
    where T : IResource
{
    /// <inheritdoc cref="IResourceWithParent.Parent" />
    new T Parent { get; }

    IResource IResourceWithParent.Parent => Parent;
}
