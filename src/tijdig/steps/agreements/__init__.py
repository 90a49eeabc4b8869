"""Step 3: is there an agreement, and a mandate?

Enters: a frame with creditor, deliverer, kind and municipality, and the agreements and mandates of the signal date.
Leaves: the same rows, in the same order, with the columns ``agreement`` and ``mandate``, and their findings. Policy:
data flow only under an agreement that both sides signed, in its span (Landelijk Convenant Vroegsignalering; NVVK
model agreement); whoever delivers for another needs a mandate; kinds of the experiment only for admitted pairs (Wgs
art. 10).
"""
