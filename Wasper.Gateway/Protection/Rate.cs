namespace Wasper.Gateway.Protection;

/// <summary>A bucket of <paramref name="Burst"/> tokens that fills at <paramref name="PerMinute"/>.</summary>
internal sealed record Rate(int PerMinute, int Burst);
