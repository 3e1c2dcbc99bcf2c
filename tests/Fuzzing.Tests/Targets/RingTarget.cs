using System.Runtime.InteropServices;
using Troupe.Fuzzing.Tests.Engine;
using Troupe.SharedState.FastPaths;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>
/// The ring of a channel in shared memory, as another process may have left it. The input is steps: what to do, or bytes and where
/// in the memory they are written. Only <see cref="InvalidDataException"/> may come of it, and no step goes round for ever.
/// </summary>
internal sealed class RingTarget : FuzzTarget
{
    private const int Capacity = 4;
    private const int LargestItem = 32;
    private const int MostSteps = 64;
    private const int Size = 256 + ((Capacity + 1) * (LargestItem + 32));

    private readonly SharedRing _ring = SharedRing.TryCreate(Capacity, LargestItem)!;
    private readonly byte[] _fresh = new byte[Size];

    public RingTarget() => Marshal.Copy(Memory, _fresh, 0, Size);

    private unsafe nint Memory => (nint)_ring.Page.Start;

    public override string Name => "rings";

    public override IReadOnlyDictionary<string, byte[]> Golden { get; } = new Dictionary<string, byte[]>
    {
        ["WriteAndTake"] = [0, 4, 0, 8, 1, 1, 2],
        ["BarAndLift"] = [0, 4, 3, 4, 0, 3, 1, 2],
        ["Damage"] = [0, 4, 6, 0, 64, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 3, 4, 6, 1, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0, 1, 2, 5, 0, 0, 3],
    };

    public override void Run(byte[] input, Random random)
    {
        // What the home keeps for itself is made whole first.
        try
        {
            _ring.LiftBarrier();
        }
        catch (InvalidDataException)
        {
            // Its own position is no part of the memory; this cannot be, and would show in what follows.
            throw new FindingException("the home's own barrier was lost");
        }
        Marshal.Copy(_fresh, 0, Memory, Size);
        byte[]? buffer = null;
        var position = 0;
        for (var steps = 0; position < input.Length && steps < MostSteps; steps++)
        {
            try
            {
                Step(input, ref position, ref buffer);
            }
            catch (InvalidDataException)
            {
                // What is documented.
            }
        }
    }

    private void Step(byte[] input, ref int position, ref byte[]? buffer)
    {
        switch (input[position++] % 8)
        {
            case 0: _ring.TryWrite(Next(input, ref position) % 4, new byte[Next(input, ref position) % (LargestItem + 1)]); break;
            case 1:
                if (_ring.TryTake(ref buffer, out var length, out _) && (uint)length > LargestItem)
                    throw new FindingException($"an item of {length} bytes was taken");
                break;
            case 2: _ = _ring.IsEmpty; break;
            case 3: _ring.Bar(); break;
            case 4: _ring.LiftBarrier(); break;
            case 5: _ring.Sweep(Next(input, ref position)); break;
            case 6: Damage(input, ref position); break;
            default: _ring.Refill(new LinkedList<RingItem>([new RingItem(default, new byte[3])])); break;
        }
    }

    private void Damage(byte[] input, ref int position)
    {
        var place = (Next(input, ref position) << 8) | Next(input, ref position);
        var count = Math.Min(Next(input, ref position), input.Length - position);
        for (var index = 0; index < count; index++)
            Marshal.WriteByte(Memory, (place + index) % Size, input[position + index]);
        position += count;
    }

    private static byte Next(byte[] input, ref int position) => position < input.Length ? input[position++] : (byte)0;

    public override void Dispose()
    {
        _ring.Page.End();
        base.Dispose();
    }
}
