namespace Aspire.Hosting.Testing;

/// <summary>The builder of an AppHost that a test took hold of: the model is complete, nothing is built or started. Disposal ends all of it.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable, IDisposable
{
    /// <summary>Lets the AppHost build its application.</summary>
    /// <returns>The application, for the test to start; its disposal stops it and ends the AppHost.</returns>
    /// <exception cref="InvalidOperationException">It is built already.</exception>
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}
