namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that may only be known once the application runs.</summary>
public interface IValueProvider
{
    /// <summary>The value for a process of this machine, as soon as it is known.</summary>
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);

    /// <summary>The value for whoever asks, as soon as it is known.</summary>
    ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default) => GetValueAsync(cancellationToken);
}

/// <summary>A value that has a form for publishing, such as <c>{redis.bindings.tcp.host}</c>.</summary>
public interface IManifestExpressionProvider
{
    /// <summary>The value's form for publishing.</summary>
    string ValueExpression { get; }
}

/// <summary>A value in both of its forms.</summary>
public interface IExpressionValue : IValueProvider, IManifestExpressionProvider;

/// <summary>A value made of others.</summary>
public interface IValueWithReferences
{
    /// <summary>The resources and values it is made of.</summary>
    IEnumerable<object> References { get; }
}
