using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>A resource whose endpoints others find by its name: <c>http://gateway</c>.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;
