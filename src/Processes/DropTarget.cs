namespace Troupe.Processes;

/// <summary>Passes nothing on.</summary>
internal sealed class DropTarget : OutputTarget
{
    internal override void Accept(ReadOnlySpan<byte> bytes)
    {
    }

    internal override void Complete()
    {
    }
}
