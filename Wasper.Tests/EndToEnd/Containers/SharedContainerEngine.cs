namespace Wasper.Tests.EndToEnd.Containers;

/// <summary>The tests that share one engine: starting it and building its images takes up to a minute. They run alone.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class SharedContainerEngine : ICollectionFixture<ContainerEngine>;
