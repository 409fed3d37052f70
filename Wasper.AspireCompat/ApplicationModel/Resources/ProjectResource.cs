namespace Aspire.Hosting.ApplicationModel;

/// <summary>A .NET project, run as the program that it builds.</summary>
public class ProjectResource(string name)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport, IResourceWithProbes, IComputeResource;
