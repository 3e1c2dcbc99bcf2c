namespace Troupe.Tests.Dummy;

/// <summary>Plain data but for one property that cannot be read.</summary>
public sealed class GetterThrows
{
    public int Good { get; set; }

    public int Bad
    {
        get => throw new InvalidOperationException(Dying.Message);
        set => Good = value;
    }
}
